/*
 * One submission checked: what its answers become and what is found, with the whole messages.
 * Surveys: tests/data/configs/library (every kind of question, base and edit) and configs/r3.
 *
 * Answers are written "column=value"; a value that begins with ~ is a numeric cell, with ! an error
 * cell, and "-column" is a cell that is not there. Items are shown as "item=codes", the kinds of
 * empty as NA, INVALID and "-" (not asked), a number as its value. Findings are shown as
 * "code column [raw] message / hint".
 */
#include "common/config.h"
#include "common/frame.h"
#include "common/str.h"
#include "ingest/check.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))
enum { ANSWERS_MOST = 10 };

static struct config library, r3;

static void setup(void)
{
    ck_assert(config_read(&library, "tests/data/configs", "library"));
    ck_assert(config_read(&r3, "configs", "r3"));
}

static void teardown(void)
{
    config_release(&library);
    config_release(&r3);
}

/* ---- Checking what a test wrote ---- */

struct check_case {
    const char *form; /* branch and reader are of the library, the others of r3 */
    const char *unit; /* NULL: none */
    const char *answers[ANSWERS_MOST];
    const char *items;    /* shown, separated by spaces; only those named here are compared */
    const char *findings; /* in Japanese */
    const char *english;  /* NULL: not compared */
};

static const struct form *form_of(const char *id)
{
    const struct form *form = codebook_form(&library.codebook, id);
    return form ? form : codebook_form(&r3.codebook, id);
}

static void answer(struct arena *arena, struct raw_answer *answers, const struct form *form,
                   const char *written)
{
    bool missing = *written == '-';
    const char *equals = strchr(written, '=');
    const char *name =
        missing ? written + 1 : arena_copy(arena, written, (size_t)(equals - written));
    const struct column *column = form_column(form, name);
    ck_assert_msg(column != NULL, "no column %s", name);
    struct raw_answer *answer = &answers[column - form->columns];
    answer->missing = missing;
    if (missing)
        return;
    answer->numeric = equals[1] == '~';
    answer->error = equals[1] == '!';
    answer->text = equals + 1 + (answer->numeric || answer->error);
}

static void check_case(struct checked *checked, struct arena *arena,
                       const struct check_case *checking)
{
    const struct form *form = form_of(checking->form);
    struct raw_answer *answers = arena_array(arena, form->column_count, sizeof *answers);
    for (size_t i = 0; i < ANSWERS_MOST && checking->answers[i]; i++)
        answer(arena, answers, form, checking->answers[i]);
    struct submission submission = {
        .form = form, .answers = answers, .unit = FRAME_NONE, .sheet = ""};
    if (checking->unit)
        submission.unit = frame_find(form->frame, checking->unit);
    check_submission(checked, arena, &submission);
}

static void show_code(struct str *shown, const struct checked *checked, const struct form *form,
                      const struct item *item, size_t slot)
{
    uint8_t code = checked->codes[item->slot + slot];
    if (code == CODE_NA)
        str_append(shown, "NA");
    else if (code == CODE_INVALID)
        str_append(shown, "INVALID");
    else if (code == CODE_NOT_ASKED)
        str_append(shown, "-");
    else if (item->question->type == QUESTION_NUMBER)
        str_appendf(shown, "%g", (double)checked->numbers[item - form->items] / NUMBER_SCALE);
    else
        str_appendf(shown, "%d", code);
}

/* All slots of a multiple question; one for all if they have the same kind of empty. */
static void show_item(struct str *shown, const struct checked *checked, const struct form *form,
                      const struct item *item)
{
    const uint8_t *codes = checked->codes + item->slot;
    bool empty = codes[0] >= CODE_NA;
    for (size_t i = 0; i < item->slot_count; i++) {
        ck_assert_msg((codes[i] >= CODE_NA) == empty && (!empty || codes[i] == codes[0]),
                      "%s is empty in some slots only", item->id);
        if (i && empty)
            continue;
        str_append(shown, i ? "," : "");
        show_code(shown, checked, form, item, i);
    }
}

/* Shows the items that `named` names. */
static void show_items(struct str *shown, const struct checked *checked, const struct form *form,
                       const char *named)
{
    for (const char *at = named; *at; at += strspn(at, " ")) {
        char name[64];
        size_t length = strcspn(at, "=");
        snprintf(name, sizeof name, "%.*s", (int)length, at);
        const struct item *item = form_item(form, name);
        ck_assert_msg(item != NULL, "no item %s", name);
        str_appendf(shown, "%s%s=", shown->length ? " " : "", name);
        show_item(shown, checked, form, item);
        at += strcspn(at, " ");
    }
}

static void show_findings(struct str *shown, struct arena *arena, const struct checked *checked,
                          bool japanese)
{
    for (size_t i = 0; i < checked->finding_count; i++) {
        const struct finding *finding = &checked->findings[i];
        str_appendf(shown, "%s%s %s [%s] %s / %s", i ? "\n" : "", finding_code_text(finding),
                    finding->column ? finding->column->name : "", finding->raw,
                    finding_message(arena, finding, japanese),
                    finding_hint(arena, finding, japanese));
    }
}

static void assert_case(const struct check_case *checking)
{
    struct arena arena = {0};
    struct str items = {0}, findings = {0}, english = {0};
    struct checked checked;
    check_case(&checked, &arena, checking);
    show_items(&items, &checked, form_of(checking->form), checking->items);
    show_findings(&findings, &arena, &checked, true);
    show_findings(&english, &arena, &checked, false);
    ck_assert_str_eq(str_text(&items), checking->items);
    ck_assert_str_eq(str_text(&findings), checking->findings);
    if (checking->english)
        ck_assert_str_eq(str_text(&english), checking->english);
    str_release(&items);
    str_release(&findings);
    str_release(&english);
    arena_release(&arena);
}

/* ---- Every finding of one answer, in both languages ---- */

static const struct check_case found[] = {
    {"branch",
     "L001",
     {"open_sunday=9"},
     "open_sunday=INVALID",
     "E002 open_sunday [9] 選択肢にない値「9」です / 1、2、3 のいずれかを記入してください",
     "E002 open_sunday [9] \"9\" is not an option / answer with one of 1、2、3"},
    {"branch",
     "L001",
     {"condition.air=1、3"},
     "condition.air=INVALID condition.building=NA",
     "E002 condition.air [1、3] 選択肢にない値「1、3」です / "
     "10、20、250 のいずれかを記入してください",
     NULL},
    {"branch",
     "L001",
     {"services.weekday.2=△", "services.weekday.1=1"},
     "services.weekday=INVALID services.weekend=NA",
     "E003 services.weekday.2 [△] ○の有無を判別できない値「△」です / "
     "あてはまる場合は ○、あてはまらない場合は空欄にしてください",
     "E003 services.weekday.2 [△] \"△\" is neither a tick nor a blank / "
     "tick with ○ or leave blank"},
    {"branch",
     "L001",
     {"events.lecture=約30"},
     "events.lecture=INVALID",
     "E004 events.lecture [約30] 数値として読めない値「約30」です / 数字だけを記入してください",
     "E004 events.lecture [約30] \"約30\" is not a number / answer with digits only"},
    {"branch",
     "L001",
     {"visits=5000.1"},
     "visits=INVALID children_room=-",
     "E005 visits [5000.1] 範囲外の値「5000.1」です / 0〜5000 の範囲で記入してください",
     "E005 visits [5000.1] \"5000.1\" is out of range / answer within 0〜5000"},
    {"branch",
     "L001",
     {"visits=10.25"},
     "visits=INVALID",
     "E006 visits [10.25] 小数点以下の桁数が多すぎる値「10.25」です / 小数点以下は 1 桁までです",
     "E006 visits [10.25] \"10.25\" has too many decimals / at most 1 decimals"},
    {"branch",
     "L001",
     {"services.weekend.99=○", "services.weekend.1=○"},
     "services.weekend=INVALID reference_staff=-",
     "E007 services.weekend.99 [○] 「なし」と他の選択肢が同時に選ばれています / "
     "どちらか一方にしてください",
     "E007 services.weekend.99 [○] \"なし\" is ticked together with other options / "
     "keep the one or the others"},
    {"branch",
     "L001",
     {"open_sunday=!#REF!"},
     "open_sunday=INVALID",
     "E008 open_sunday [#REF!] セルがエラー値「#REF!」になっています / "
     "数式ではなく値を記入してください",
     "E008 open_sunday [#REF!] the cell holds the error value \"#REF!\" / "
     "type the value, not a formula"},
    {"branch",
     "L001",
     {"visits=3", "children_room=1"},
     "visits=3 children_room=-",
     "W001 children_room [1] 回答対象外の設問に回答「1」があります(対象: visits > 3) / "
     "集計では非該当とします。前の設問の回答を確かめてください",
     "W001 children_room [1] \"1\" answers a question that was not asked; it is asked if visits > 3"
     " / counted as not asked; check the earlier answer"},
    {"branch",
     "L001",
     {"services.weekday.1=1", "services.weekday.90.text=点字"},
     "services.weekday=1,0,0,0,0",
     "W002 services.weekday.90.text [点字] 選ばれていない選択肢に記述「点字」があります / "
     "選択肢に ○ を付けるか、記述を消してください",
     "W002 services.weekday.90.text [点字] the text \"点字\" stands beside an option that is not "
     "ticked / tick the option or remove the text"},
    {"branch",
     "L001",
     {"-visits", "-wishes", "open_sunday=1"},
     "visits=NA wishes=NA open_sunday=1",
     "W003  [] 回答欄がありません: visits、wishes(無回答として扱います) / "
     "調査票が古いか、列が削除されています",
     "W003  [] answer cells or columns are missing: visits、wishes; counted as not answered / "
     "the form is an older one, or columns were deleted"},
    {"branch",
     "L001",
     {"open_sunday=3", "services.weekend.1=1"},
     "open_sunday=3 services.weekend=1,0,0,0,0", /* warnings keep the values */
     "E101 open_sunday [3] 第3問は日曜日は休館と回答していますが、"
     "第4問は土日祝日に貸出を行っていると回答しています。 / 回答を確かめてください\n"
     "E105 open_sunday [3] 第3問は日曜日は休館と回答していますが、"
     "中央館と地域館は日曜日に開館することになっています。 / 回答を確かめてください",
     "E101 open_sunday [3] 第3問は日曜日は休館と回答していますが、"
     "第4問は土日祝日に貸出を行っていると回答しています。 / check the answers\n"
     "E105 open_sunday [3] 第3問は日曜日は休館と回答していますが、"
     "中央館と地域館は日曜日に開館することになっています。 / check the answers"},
};

START_TEST(test_found)
{
    assert_case(&found[_i]);
}
END_TEST

/* ---- Answers ---- */

#define NOT_ASKED(column, raw, base)                                                           \
    "W001 " column " [" raw "] 回答対象外の設問に回答「" raw "」があります(対象: " base ") / " \
    "集計では非該当とします。前の設問の回答を確かめてください"
#define OUT_OF_RANGE(column, raw, range) \
    "E005 " column " [" raw "] 範囲外の値「" raw "」です / " range " の範囲で記入してください"
#define DECIMALS(column, raw, most)                                                              \
    "E006 " column " [" raw "] 小数点以下の桁数が多すぎる値「" raw "」です / 小数点以下は " most \
    " 桁までです"
#define ERROR_CELL(column, raw)                      \
    "E008 " column " [" raw "] セルがエラー値「" raw \
    "」になっています / 数式ではなく値を記入してください"

static const struct check_case answered[] = {
    /* nothing at all: asked and left blank, or not asked */
    {"branch",
     "L001",
     {NULL},
     "visits=NA children_room=- children_hours=- open_sunday=NA services.weekday=NA "
     "services.weekend=NA reference_staff=- condition.building=NA events.story_time=NA balance=NA "
     "wishes=NA busy=NA all_good=NA",
     "",
     ""},
    {"branch",
     "L001",
     {"visits=　", "open_sunday= ", "wishes=\n", "services.weekday.1=\t"},
     "visits=NA open_sunday=NA wishes=NA services.weekday=NA",
     "",
     ""},
    /* explicit noes are no answer to a multiple question, unless there is an exclusive none */
    {"branch",
     "L001",
     {"services.weekday.1=0", "services.weekday.2=×", "services.weekday.3=なし"},
     "services.weekday=NA",
     "",
     ""},
    {"branch", "L001", {"services.weekday.99=○"}, "services.weekday=0,0,0,0,1", "", ""},
    {"branch",
     "L001",
     {"services.weekday.1=○", "services.weekday.2=１", "services.weekday.90=レ",
      "services.weekday.90.text= 点字 ", "services.weekday.99=0"},
     "services.weekday=1,1,0,1,0",
     "",
     ""},
    /* a zero is a number */
    {"branch",
     "L001",
     {"visits=0", "events.story_time=~0"},
     "visits=0 events.story_time=0 busy=3 children_room=-",
     "",
     ""},
    /* singles */
    {"branch",
     "L001",
     {"open_sunday=２", "condition.building=250", "condition.lighting=~10"},
     "open_sunday=2 condition.building=250 condition.lighting=10 condition.air=NA all_good=2",
     "",
     ""},
    {"branch", "L001", {"open_sunday=隔週開館"}, "open_sunday=2", "", ""},
    /* numbers: range and decimals, both ends and beyond */
    {"branch", "L001", {"visits=5000", "balance=-100"}, "visits=5000 balance=-100 busy=1", "", ""},
    {"branch",
     "L001",
     {"visits=-0.1"},
     "visits=INVALID busy=NA",
     OUT_OF_RANGE("visits", "-0.1", "0〜5000"),
     NULL},
    {"branch",
     "L001",
     {"balance=100.001"},
     "balance=INVALID",
     OUT_OF_RANGE("balance", "100.001", "-100〜100"),
     NULL},
    {"branch", "L001", {"balance=-0.125"}, "balance=-0.125", "", ""},
    {"branch",
     "L001",
     {"balance=0.1255"},
     "balance=INVALID",
     DECIMALS("balance", "0.1255", "3"),
     NULL},
    {"branch", "L001", {"balance=0.1250000"}, "balance=0.125", "", ""},
    {"branch", "L001", {"balance=~0.30000000000000004"}, "balance=0.3", "", ""},
    {"branch",
     "L001",
     {"events.visitors=1,000"},
     "events.visitors=INVALID",
     OUT_OF_RANGE("events.visitors", "1,000", "0〜999"),
     NULL},
    {"branch", "L001", {"events.visitors=９９９"}, "events.visitors=999", "", ""},
    {"branch", "L001", {"events.visitors=1.0"}, "events.visitors=1", "", ""},
    {"branch",
     "L001",
     {"events.visitors=1.5"},
     "events.visitors=INVALID",
     DECIMALS("events.visitors", "1.5", "0"),
     NULL},
    /* a base on a number, and a base on a question that has one itself */
    {"branch",
     "L001",
     {"visits=3.1", "children_room=9", "children_hours=7.75"},
     "children_room=9 children_hours=7.75",
     "",
     ""},
    {"branch",
     "L001",
     {"visits=3.1", "children_room=2", "children_hours=7.75"},
     "children_room=2 children_hours=-",
     NOT_ASKED("children_hours", "7.75", "children_room in (1, 9)"),
     NULL},
    {"branch",
     "L001",
     {"visits=2", "children_room=1", "children_hours=7"},
     "children_room=- children_hours=-",
     NOT_ASKED("children_room", "1", "visits > 3") "\n" NOT_ASKED("children_hours", "7",
                                                                  "children_room in (1, 9)"),
     NULL},
    {"branch",
     "L001",
     {"visits=many", "children_room=1"},
     "visits=INVALID children_room=-",
     "E004 visits [many] 数値として読めない値「many」です / 数字だけを記入してください\n" NOT_ASKED(
         "children_room", "1", "visits > 3"),
     NULL},
    /* a base on a tick: the first column that says something is named, noes say nothing */
    {"branch",
     "L001",
     {"services.weekend.3=○", "reference_staff.2=1"},
     "services.weekend=0,0,1,0,0 reference_staff=0,1,0,0",
     "",
     ""},
    {"branch",
     "L001",
     {"services.weekend.1=○", "reference_staff.1=0", "reference_staff.2=0"},
     "reference_staff=-",
     "",
     ""},
    {"branch",
     "L001",
     {"services.weekend.1=○", "reference_staff.1=0", "reference_staff.3=レ"},
     "reference_staff=-",
     NOT_ASKED("reference_staff.3", "レ", "services.weekend has 3"),
     NULL},
    {"branch",
     "L001",
     {"services.weekend.1=○", "reference_staff.4.text=館長"},
     "reference_staff=-",
     NOT_ASKED("reference_staff.4.text", "館長", "services.weekend has 3"),
     NULL},
    /* error cells: of a tick, a number, a text, a text beside an option */
    {"branch",
     "L001",
     {"services.weekday.1=!#N/A", "services.weekday.2=1"},
     "services.weekday=INVALID",
     ERROR_CELL("services.weekday.1", "#N/A"),
     NULL},
    {"branch",
     "L001",
     {"visits=!#DIV/0!", "wishes=!#NAME?"},
     "visits=INVALID wishes=INVALID",
     ERROR_CELL("visits", "#DIV/0!") "\n" ERROR_CELL("wishes", "#NAME?"),
     NULL},
    {"branch",
     "L001",
     {"services.weekday.90=1", "services.weekday.90.text=!#REF!"},
     "services.weekday=0,0,0,1,0",
     ERROR_CELL("services.weekday.90.text", "#REF!"),
     NULL},
    {"branch",
     "L001",
     {"services.weekend.1=1", "reference_staff.1=!#REF!"},
     "reference_staff=-",
     NOT_ASKED("reference_staff.1", "#REF!", "services.weekend has 3"),
     NULL},
    /* two ticks that cannot be read are two findings; the text of a ticked option is not blamed */
    {"branch",
     "L001",
     {"services.weekday.1=?", "services.weekday.2=2"},
     "services.weekday=INVALID",
     "E003 services.weekday.1 [?] ○の有無を判別できない値「?」です / "
     "あてはまる場合は ○、あてはまらない場合は空欄にしてください\n"
     "E003 services.weekday.2 [2] ○の有無を判別できない値「2」です / "
     "あてはまる場合は ○、あてはまらない場合は空欄にしてください",
     NULL},
    {"branch",
     "L001",
     {"services.weekday.90=1", "services.weekday.99=1", "services.weekday.90.text=点字"},
     "services.weekday=INVALID",
     "E007 services.weekday.99 [1] 「なし」と他の選択肢が同時に選ばれています / "
     "どちらか一方にしてください",
     NULL},
    /* an edit of severity error makes its items INVALID, and what looks at them follows */
    {"branch",
     "L001",
     {"events.visitors=5", "events.story_time=0", "events.lecture=0"},
     "events.visitors=INVALID events.story_time=0 events.lecture=0",
     "E102 events.visitors [5] 第7問に催しの参加者がいますが、催しの回数はどれも0です。 / "
     "回答を確かめてください",
     NULL},
    {"branch",
     "L001",
     {"events.visitors=5", "events.story_time=0", "events.lecture=1"},
     "events.visitors=5",
     "",
     ""},
    {"branch", "L001", {"events.visitors=5", "events.story_time=0"}, "events.visitors=5", "", ""},
    /* edits that look at the frame: L019 has 21 seats, L012 none, L003 no wheelchair access */
    {"branch",
     "L019",
     {"visits=1000"},
     "visits=1000 children_room=NA",
     "E103 visits [1000] 第1問の来館者数が座席数に対して多すぎます。 / 回答を確かめてください",
     NULL},
    {"branch", "L012", {"visits=1000"}, "visits=1000", "", ""},
    {"branch",
     "L003",
     {"condition.building=10"},
     "condition.building=10",
     "E104 condition.building [10] 車いすで入れない施設の建物が良いと回答しています。 / "
     "回答を確かめてください",
     NULL},
    /* derived variables */
    {"branch",
     "L001",
     {"visits=30.5", "condition.building=10", "condition.lighting=10"},
     "busy=2 all_good=NA",
     "",
     ""},
    {"branch",
     "L001",
     {"visits=300", "condition.building=10", "condition.lighting=10", "condition.air=10"},
     "busy=1 all_good=1",
     "",
     ""},
    /* without a frame */
    {"reader",
     NULL,
     {"frequency=1", "reasons.2=1", "quiet=20", "age=120"},
     "frequency=1 reasons=0,1,0 quiet=20 age=120",
     "",
     ""},
    {"reader", NULL, {"frequency=4", "age=30"}, "frequency=4 reasons=- quiet=- age=30", "", ""},
    {"reader",
     NULL,
     {"frequency=8", "reasons.2=1"},
     "frequency=INVALID reasons=- quiet=-",
     "E002 frequency [8] 選択肢にない値「8」です / 1、2、3、4 "
     "のいずれかを記入してください\n" NOT_ASKED("reasons.2", "1", "frequency != 4"),
     NULL},
    {"reader",
     NULL,
     {"reasons.1=1", "age=121"},
     "frequency=NA reasons=- age=INVALID",
     NOT_ASKED("reasons.1", "1", "frequency != 4") "\n" OUT_OF_RANGE("age", "121", "0〜120"),
     NULL},
    /* the survey of the report */
    {"municipality",
     "011002",
     {"council=1", "council_area=3", "outsourcing.b=1", "contractor.1=○", "contractor.90=1",
      "contractor.90.text=市民病院", "indicator_setting=2", "indicators_used.1=1"},
     "council=1 council_area=3 outsourcing.b=1 outsourcing.a=NA "
     "contractor=1,0,0,0,0,0,0,0,0,0,0,1 indicator_setting=2 obstacles=NA pdca_indicators=2",
     "",
     ""},
    {"municipality",
     "011002",
     {"council=2", "council_area=3", "activity.council_meetings=2"},
     "council=2 council_area=- contractor=- indicators_used=- activity.council_meetings=2",
     NOT_ASKED("council_area", "3",
               "council = 1") "\n"
                              "E102 council [2] 問1は協議体を設置していないと回答していますが、"
                              "問15に協議体の開催回数が記入されています。 / 回答を確かめてください",
     NULL},
    {"municipality",
     "011002",
     {"outsourcing.b=1", "contractor.1=0"},
     "contractor=NA",
     "E101 contractor.1 [0] 問2イは委託していると回答していますが、"
     "問3に集計できる回答がありません。 / 回答を確かめてください",
     NULL},
    {"municipality",
     "011002",
     {"activity.consultations=100001"},
     "activity.consultations=INVALID",
     OUT_OF_RANGE("activity.consultations", "100001", "0〜100000"),
     NULL},
    {"prefecture",
     "13",
     {"support.1=1", "targets=3", "remarks= 一行目\n=1+1 "},
     "support=1,0,0,0,0,0,0 targets=3 remarks=1",
     "E101 support.1 [1] 問2で伴走型支援を選んでいませんが、"
     "問4に伴走型支援を行った市町村数が記入されています。 / 回答を確かめてください",
     NULL},
};

START_TEST(test_answered)
{
    assert_case(&answered[_i]);
}
END_TEST

/* ---- Texts ---- */

static void show_texts(struct str *shown, const struct checked *checked, const struct form *form)
{
    for (size_t i = 0; i < checked->text_count; i++)
        str_appendf(shown, "%s:%d=%s\n", form->items[checked->texts[i].item].id,
                    checked->texts[i].option, checked->texts[i].text);
}

/* As typed, each once, also when an edit has everything read again. */
START_TEST(test_texts)
{
    static const struct check_case checking = {
        "branch",
        "L001",
        {"services.weekday.90=1", "services.weekday.90.text= ①髙﨑 \n", "wishes==SUM(A1)",
         "services.weekend.90.text=not ticked", "events.visitors=5", "events.story_time=0",
         "events.lecture=0"},
        NULL,
        NULL,
        NULL};
    struct arena arena = {0};
    struct str shown = {0};
    struct checked checked;
    check_case(&checked, &arena, &checking);
    show_texts(&shown, &checked, form_of("branch"));
    ck_assert_str_eq(str_text(&shown), "services.weekday:90= ①髙﨑 \n\n"
                                       "services.weekend:90=not ticked\n"
                                       "wishes:0==SUM(A1)\n");
    str_release(&shown);
    arena_release(&arena);
}
END_TEST

/* ---- An edit whose items others look at ---- */

/* An edit of severity error on the item that bases name. It borrows the library's form and asks the
 * children's room only where the visits stand. */
START_TEST(test_edit_invalidates_a_base)
{
    const struct form *branch = form_of("branch");
    struct edit edits[8];
    struct form form = *branch;
    size_t visits = (size_t)(form_item(branch, "visits") - branch->items);
    memcpy(edits, branch->edits, branch->edit_count * sizeof *edits);
    edits[0] = branch->edits[2]; /* E103: visits >= 1000 with few seats */
    edits[0].severity = EDIT_ERROR;
    edits[0].items = &visits;
    edits[0].item_count = 1;
    form.edits = edits;
    form.edit_count = 1;
    struct arena arena = {0};
    struct raw_answer *answers = arena_array(&arena, form.column_count, sizeof *answers);
    answer(&arena, answers, branch, "visits=1000");
    answer(&arena, answers, branch, "children_room=1");
    answer(&arena, answers, branch, "children_hours=25");
    for (size_t i = 0; i < form.column_count; i++)
        answers[i].row = (uint32_t)i + 1, answers[i].column = 28;
    struct submission submission = {.form = &form,
                                    .answers = answers,
                                    .unit = frame_find(form.frame, "L019"),
                                    .sheet = "調査票"};
    struct checked checked;
    struct str items = {0}, findings = {0};
    check_submission(&checked, &arena, &submission);
    show_items(&items, &checked, branch, "visits= children_room= children_hours= busy=");
    show_findings(&findings, &arena, &checked, true);
    ck_assert_str_eq(str_text(&items), "visits=INVALID children_room=- children_hours=- busy=NA");
    /* what was found at first stays; that the follow-ups are not asked any more is added, once */
    ck_assert_str_eq(
        str_text(&findings),
        OUT_OF_RANGE("children_hours", "25",
                     "0〜24") "\n"
                              "E103 visits [1000] 第1問の来館者数が座席数に対して多すぎます。 / "
                              "回答を確かめてください\n" NOT_ASKED(
                                  "children_room", "1",
                                  "visits > 3") "\n" NOT_ASKED("children_hours", "25",
                                                               "children_room in (1, 9)"));
    ck_assert_int_eq(finding_severity(&checked.findings[1]), SEVERITY_ERROR);
    ck_assert_str_eq(checked.findings[0].sheet, "調査票");
    ck_assert_str_eq(checked.findings[0].cell, "AB3");
    ck_assert_str_eq(checked.findings[1].cell, "AB1");
    str_release(&items);
    str_release(&findings);
    arena_release(&arena);
}
END_TEST

START_TEST(test_many_missing_columns)
{
    const struct form *form = form_of("branch");
    struct arena arena = {0};
    struct raw_answer *answers = arena_array(&arena, form->column_count, sizeof *answers);
    for (size_t i = 1; i < form->column_count; i++)
        answers[i].missing = true;
    struct submission submission = {
        .form = form, .answers = answers, .unit = FRAME_NONE, .sheet = ""};
    struct checked checked;
    check_submission(&checked, &arena, &submission);
    ck_assert_uint_eq(checked.finding_count, 1);
    ck_assert_str_eq(
        finding_message(&arena, &checked.findings[0], true),
        arena_printf(&arena,
                     "回答欄がありません: children_room、children_hours、open_sunday、"
                     "services.weekday.1、services.weekday.2、services.weekday.3、"
                     "services.weekday.90、services.weekday.90.text、services.weekday.99、"
                     "services.weekend.1 …(%zu)(無回答として扱います)",
                     form->column_count - 1));
    arena_release(&arena);
}
END_TEST

/* A range may have one end, or a million, which is no 1e+06. */
START_TEST(test_ranges)
{
    static const struct {
        int64_t min, max;
        const char *hint;
    } cases[] = {
        {INT64_C(1000000) * NUMBER_SCALE, INT64_MAX, "1000000〜 の範囲で記入してください"},
        {INT64_MIN, -NUMBER_SCALE / 2, "〜-0.5 の範囲で記入してください"},
        {-INT64_C(1250000), -INT64_C(1000050), "-1.25〜-1.00005 の範囲で記入してください"},
    };
    struct form form = *form_of("branch");
    struct question question = *form.items[0].question;
    struct item item = form.items[0];
    question.min = cases[_i].min;
    question.max = cases[_i].max;
    item.question = &question;
    form.items = &item;
    form.item_count = 1;
    form.edit_count = 0;
    form.question_count = 1;
    struct arena arena = {0};
    struct raw_answer *answers = arena_array(&arena, form.column_count, sizeof *answers);
    answers[0].text = "0";
    struct checked checked;
    check_submission(
        &checked, &arena,
        &(struct submission){.form = &form, .answers = answers, .unit = FRAME_NONE, .sheet = ""});
    ck_assert_uint_eq(checked.finding_count, 1);
    ck_assert_str_eq(finding_hint(&arena, &checked.findings[0], true), cases[_i].hint);
    arena_release(&arena);
}
END_TEST

/* ---- What rejects a submission: made where files are read, their texts are checked here ---- */

static const struct {
    enum finding_code code;
    const char *raw, *extra, *ja, *en;
} rejections[] = {
    {FINDING_UNREADABLE, "", "the reason",
     "R001 ファイルを読み取れません: the reason / "
     "ファイルを開いて確かめ、保存し直したものを再提出してもらってください",
     "R001 the file cannot be read: the reason / "
     "ask the sender to open it, save it again and send it again"},
    {FINDING_KIND, "", "PDF",
     "R002 調査票でも CSV でもないファイルです: PDF / "
     "配布した Excel 調査票(.xlsx)か CSV で提出してもらってください",
     "R002 neither a form nor a CSV: PDF / ask the sender for the Excel form (.xlsx) or a CSV"},
    {FINDING_NO_FORM, "", "",
     "R003 本調査の調査票ではありません(識別用シート「_renkei」がありません) / "
     "配布した調査票に記入したものを再提出してもらってください",
     "R003 not a form of this program: it has no sheet \"_renkei\" / "
     "ask the sender to fill in the form as it was sent out"},
    {FINDING_OTHER_SURVEY, "r2", "r3",
     "R004 別の調査「r2」の調査票です(この調査は「r3」) / "
     "今回の調査票に記入したものを再提出してもらってください",
     "R004 the form belongs to another survey, \"r2\"; this is \"r3\" / "
     "ask the sender to fill in the form of this survey"},
    {FINDING_UNKNOWN_FORM, "x", "branch、reader",
     "R005 調査票の種類「x」は定義されていません / 調査票の種類: branch、reader",
     "R005 the survey has no form \"x\" / its forms are: branch、reader"},
    {FINDING_UNKNOWN_UNIT, "{extra}", "not shown",
     "R006 客体名簿にない団体「{extra}」です / 団体コード(5桁または6桁)を確かめてください",
     "R006 the unit \"{extra}\" is not in the frame / check the code: 5 or 6 digits"},
    {FINDING_AMBIGUOUS_UNIT, "1", "a、b",
     "R007 団体コード「1」は一つに決まりません(候補: a、b) / "
     "6桁のコードで記入してもらってください",
     "R007 the unit \"1\" may be any of a、b / ask the sender for the code with 6 digits"},
    {FINDING_HEADER, "", "x、y",
     "R008 見出し行がどの調査票とも合いません(不明な列: x、y) / "
     "1列目を unit とし、列名をコードブックの項目名に合わせてください",
     "R008 the header fits no form; columns it does not know: x、y / "
     "the first column is \"unit\", the others are named as in the codebook"},
    {FINDING_AMBIGUOUS_HEADER, "", "a、b",
     "R009 見出し行が複数の調査票に合います(a、b) / --form で調査票の種類を指定してください",
     "R009 the header fits several forms: a、b / name the form with --form"},
    {FINDING_FIELD_COUNT, "3", "4",
     "R010 列の数が見出し行と違います(3 列、見出しは 4 列) / 引用符とカンマを確かめてください",
     "R010 3 fields, but the header has 4 / check the quotes and commas of the row"},
    {FINDING_UNIT_TWICE, "L001", "2, 5",
     "R011 同じ団体「L001」の行が一つのファイルに複数あります(2, 5) / "
     "正しい行だけを残して再提出してください",
     "R011 the unit \"L001\" stands more than once in this file: 2, 5 / keep the right row only"},
    {FINDING_ENCODING, "", "",
     "R012 文字コードを判別できません / UTF-8 または CP932(Shift_JIS)で保存し直してください",
     "R012 the text is neither UTF-8 nor CP932 / save it again as UTF-8"},
};

START_TEST(test_rejection)
{
    struct arena arena = {0};
    struct finding finding = {.code = rejections[_i].code,
                              .raw = rejections[_i].raw,
                              .extra = rejections[_i].extra,
                              .sheet = "",
                              .cell = ""};
    for (int japanese = 0; japanese < 2; japanese++)
        ck_assert_str_eq(arena_printf(&arena, "%s %s / %s", finding_code_text(&finding),
                                      finding_message(&arena, &finding, japanese),
                                      finding_hint(&arena, &finding, japanese)),
                         japanese ? rejections[_i].ja : rejections[_i].en);
    ck_assert_int_eq(finding_severity(&finding), SEVERITY_REJECTED);
    arena_release(&arena);
}
END_TEST

START_TEST(test_severities)
{
    for (enum finding_code code = FINDING_UNREADABLE; code < FINDING_EDIT; code++) {
        struct finding finding = {.code = code};
        char letter = *finding_code_text(&finding);
        ck_assert_int_eq(finding_severity(&finding), letter == 'R'   ? SEVERITY_REJECTED
                                                     : letter == 'E' ? SEVERITY_ERROR
                                                                     : SEVERITY_WARNING);
    }
}
END_TEST

static Suite *check_suite(void)
{
    Suite *suite = suite_create("check");
    TCase *submissions = tcase_create("submissions");
    tcase_add_unchecked_fixture(submissions, setup, teardown);
    tcase_add_loop_test(submissions, test_found, 0, LENGTH(found));
    tcase_add_loop_test(submissions, test_answered, 0, LENGTH(answered));
    tcase_add_test(submissions, test_texts);
    tcase_add_test(submissions, test_edit_invalidates_a_base);
    tcase_add_test(submissions, test_many_missing_columns);
    tcase_add_loop_test(submissions, test_ranges, 0, 3);
    suite_add_tcase(suite, submissions);
    TCase *texts = tcase_create("texts");
    tcase_add_loop_test(texts, test_rejection, 0, LENGTH(rejections));
    tcase_add_test(texts, test_severities);
    suite_add_tcase(suite, texts);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(check_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
