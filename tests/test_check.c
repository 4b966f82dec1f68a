/*
 * One submission checked: what its answers become and what is found, with the whole messages.
 * The cases stand in check_cases.h.
 */
#include "common/config.h"
#include "common/expression.h"
#include "common/frame.h"
#include "common/str.h"
#include "ingest/check.h"
#include "tests/check_cases.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

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

/* Most cases answer a few questions only and are not about those that they leave blank. */
enum blanks { WITHOUT_BLANKS, WITH_BLANKS };

static bool is_about_blanks(const struct finding *finding)
{
    return finding->code == FINDING_BLANK || finding->code == FINDING_BLANK_FORM;
}

static void show_findings(struct str *shown, struct arena *arena, const struct checked *checked,
                          bool japanese, enum blanks blanks)
{
    for (size_t i = 0; i < checked->finding_count; i++) {
        const struct finding *finding = &checked->findings[i];
        if (blanks == WITHOUT_BLANKS && is_about_blanks(finding))
            continue;
        str_appendf(shown, "%s%s %s [%s] %s / %s", shown->length ? "\n" : "",
                    finding_code_text(finding), finding->column ? finding->column->name : "",
                    finding->raw, finding_message(arena, finding, japanese),
                    finding_hint(arena, finding, japanese));
    }
}

static void assert_case(const struct check_case *checking, enum blanks blanks)
{
    struct arena arena = {0};
    struct str items = {0}, findings = {0}, english = {0};
    struct checked checked;
    check_case(&checked, &arena, checking);
    show_items(&items, &checked, form_of(checking->form), checking->items);
    show_findings(&findings, &arena, &checked, true, blanks);
    show_findings(&english, &arena, &checked, false, blanks);
    ck_assert_str_eq(str_text(&items), checking->items);
    ck_assert_str_eq(str_text(&findings), checking->findings);
    if (checking->english)
        ck_assert_str_eq(str_text(&english), checking->english);
    str_release(&items);
    str_release(&findings);
    str_release(&english);
    arena_release(&arena);
}

/* ---- The cases ---- */

START_TEST(test_found)
{
    assert_case(&found[_i], WITHOUT_BLANKS);
}
END_TEST

START_TEST(test_answered)
{
    assert_case(&answered[_i], WITHOUT_BLANKS);
}
END_TEST

START_TEST(test_blank)
{
    assert_case(&blank[_i], WITH_BLANKS);
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

/* ---- Readings ---- */

static const struct check_case read_by_rules[] = {
    /* nothing is noted of what is plain, not asked, free text or refused */
    {"branch",
     "L001",
     {"visits=~30.0", "children_room=1", "open_sunday=約1", "services.weekday.1=○",
      "services.weekday.2=0", "services.weekday.3=", "wishes=１", "condition.air= 10 ",
      "reference_staff.1=×", "events.lecture=1,000"},
     "visits=30 children_room=1 open_sunday=INVALID services.weekday=1,0,0,0,0 wishes=1 "
     "condition.air=10 reference_staff=- events.lecture=INVALID",
     "",
     NULL},
    {"branch",
     "L001",
     {"visits=３０", "children_room=①", "children_hours=7.5 時間", "open_sunday=2 隔週開館",
      "services.weekday.1=レ", "services.weekday.2=×", "events.visitors=30人",
      "condition.air=10（予定）", "condition.lighting=普 通", "condition.building=10．"},
     "visits=30 children_room=1 children_hours=7.5 open_sunday=2 services.weekday=1,0,0,0,0 "
     "condition.building=10 condition.lighting=20 condition.air=10 events.visitors=30",
     "visits [３０] 30 width\n"
     "children_room [①] 1 enclosed number\n"
     "children_hours [7.5 時間] 7.5 unit\n"
     "open_sunday [2 隔週開館] 2 number and label\n"
     "services.weekday.1 [レ] 1 tick\n"
     "services.weekday.2 [×] 0 no tick\n"
     "condition.building [10．] 10 punctuation\n"
     "condition.lighting [普 通] 20 label\n"
     "condition.air [10（予定）] 10 remark\n"
     "events.visitors [30人] 30 unit\n",
     NULL},
    /* each once, also when an edit of severity error has everything read again */
    {"branch",
     "L001",
     {"visits=2,000", "events.visitors=５", "events.story_time=0", "events.lecture=０回"},
     "visits=2000 events.visitors=INVALID events.lecture=0",
     "visits [2,000] 2000 thousands commas\n"
     "events.lecture [０回] 0 unit\n"
     "events.visitors [５] 5 width\n",
     NULL},
};

START_TEST(test_readings)
{
    struct arena arena = {0};
    struct str items = {0}, shown = {0};
    struct checked checked;
    check_case(&checked, &arena, &read_by_rules[_i]);
    show_items(&items, &checked, form_of("branch"), read_by_rules[_i].items);
    for (size_t i = 0; i < checked.interpretation_count; i++) {
        const struct interpretation *reading = &checked.interpretations[i];
        str_appendf(&shown, "%s [%s] %s %s\n", reading->column->name, reading->raw,
                    reading->reading, reading_rule_name(reading->rule));
    }
    ck_assert_str_eq(str_text(&items), read_by_rules[_i].items);
    ck_assert_str_eq(str_text(&shown), read_by_rules[_i].findings);
    str_release(&items);
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
    show_findings(&findings, &arena, &checked, true, WITHOUT_BLANKS);
    ck_assert_str_eq(str_text(&items), "visits=INVALID children_room=- children_hours=- busy=NA");
    /* what was found at first stays; that the follow-ups are not asked any more is added, once */
    ck_assert_str_eq(
        str_text(&findings),
        "E005 children_hours [25] 範囲外の値「25」です / 0〜24 の範囲で記入してください\n"
        "E103 visits [1000] 第1問の来館者数が座席数に対して多すぎます。 / "
        "回答を確かめてください\n"
        "W001 children_room [1] 回答対象外の設問に回答「1」があります(対象: visits > 3) / "
        "集計では非該当とします。前の設問の回答を確かめてください\n"
        "W001 children_hours [25] 回答対象外の設問に回答「25」があります(対象: children_room in "
        "(1, 9)) / "
        "集計では非該当とします。前の設問の回答を確かめてください");
    ck_assert_int_eq(finding_severity(&checked.findings[1]), SEVERITY_ERROR);
    ck_assert_str_eq(checked.findings[0].sheet, "調査票");
    ck_assert_str_eq(checked.findings[0].cell, "AB3");
    ck_assert_str_eq(checked.findings[1].cell, "AB1");
    str_release(&items);
    str_release(&findings);
    arena_release(&arena);
}
END_TEST

/* What a unit answered to the previous survey: an edit is left out where nobody knows it, and looks
 * at nothing where this unit has not answered. The edit is an expression on the library's form. */
static const struct {
    const char *when;
    bool known, without, unknown; /* is it broken? */
} looking_back[] = {
    {"previous.open_sunday = 1 and open_sunday = 2", true, false, false},
    {"previous.open_sunday = 2 and open_sunday = 2", false, false, false},
    {"visits > 2 * previous.visits", true, false, false},
    {"not answered(previous.visits)", false, true, false},
    {"open_sunday = 2", true, true, true},
};

START_TEST(test_looking_back)
{
    const struct form *branch = form_of("branch");
    struct arena arena = {0};
    struct expression_error error;
    const struct expression_scope scope = {branch, branch->item_count, "smaller"};
    size_t items[] = {(size_t)(form_item(branch, "open_sunday") - branch->items)};
    const struct edit edit = {.id = "E201",
                              .when =
                                  expression_parse(&arena, looking_back[_i].when, &scope, &error),
                              .items = items,
                              .item_count = 1,
                              .message = "変わりました。"};
    struct form form = *branch;
    form.edits = &edit;
    form.edit_count = 1;
    uint8_t *codes = arena_alloc(&arena, form.slot_count);
    int64_t *numbers = arena_array(&arena, form.item_count, sizeof *numbers);
    memset(codes, CODE_NA, form.slot_count);
    codes[form_item(branch, "open_sunday")->slot] = 1;
    codes[form_item(branch, "visits")->slot] = CODE_TICKED;
    numbers[form_item(branch, "visits") - branch->items] = 10 * NUMBER_SCALE;
    struct answers *former = arena_array(&arena, form.frame->unit_count, sizeof *former);
    size_t unit = frame_find(form.frame, "L002"), other = frame_find(form.frame, "L001");
    former[unit] = (struct answers){.codes = codes, .numbers = numbers, .frame = form.frame};
    struct raw_answer *answers = arena_array(&arena, form.column_count, sizeof *answers);
    answer(&arena, answers, branch, "visits=20.1");
    answer(&arena, answers, branch, "open_sunday=2");
    const struct {
        const struct answers *former;
        size_t unit;
        bool broken;
    } cases[] = {{former, unit, looking_back[_i].known},
                 {former, other, looking_back[_i].without},
                 {former, FRAME_NONE, looking_back[_i].without},
                 {NULL, unit, looking_back[_i].unknown}};
    for (int i = 0; i < LENGTH(cases); i++) {
        struct submission submission = {.form = &form,
                                        .answers = answers,
                                        .unit = cases[i].unit,
                                        .sheet = "",
                                        .former = cases[i].former};
        struct checked checked;
        struct str shown = {0};
        check_submission(&checked, &arena, &submission);
        show_findings(&shown, &arena, &checked, true, WITHOUT_BLANKS);
        ck_assert_str_eq(
            str_text(&shown),
            cases[i].broken ? "E201 open_sunday [2] 変わりました。 / 回答を確かめてください" : "");
        str_release(&shown);
    }
    arena_release(&arena);
}
END_TEST

/* A single choice with a text beside it, and its text column missing: no survey here has one in a
 * form of its own, so the small survey's. */
START_TEST(test_other_text_of_a_single_choice)
{
    struct config small;
    ck_assert(config_read(&small, "tests/data/config-small", "small"));
    const struct form *form = &small.codebook.forms[0];
    struct arena arena = {0};
    static const struct {
        const char *spring, *text;
        const char *findings;
    } cases[] = {
        {"mood.spring=90", "mood.spring.90.text=眠い", ""},
        {"mood.spring=90", "mood.spring.90.text=　",
         "W005 mood.spring.90.text [　] 「他」が選ばれていますが、その内容が記入されていません / "
         "内容を記入してもらってください"},
        {"mood.spring=1", "mood.spring.90.text=", ""},
        {"mood.spring=", "mood.spring.90.text=", ""},
        {"mood.spring=90", "-mood.spring.90.text",
         "W003  [] 回答欄がありません: mood.spring.90.text(無回答として扱います) / "
         "調査票が古いか、列が削除されています"},
    };
    for (int i = 0; i < LENGTH(cases); i++) {
        struct raw_answer *answers = arena_array(&arena, form->column_count, sizeof *answers);
        answer(&arena, answers, form, "open=1");
        answer(&arena, answers, form, cases[i].spring);
        answer(&arena, answers, form, cases[i].text);
        struct submission submission = {
            .form = form, .answers = answers, .unit = FRAME_NONE, .sheet = ""};
        struct checked checked;
        struct str shown = {0};
        check_submission(&checked, &arena, &submission);
        show_findings(&shown, &arena, &checked, true, WITHOUT_BLANKS);
        ck_assert_str_eq(str_text(&shown), cases[i].findings);
        str_release(&shown);
    }
    arena_release(&arena);
    config_release(&small);
}
END_TEST

START_TEST(test_many_missing_columns)
{
    const struct form *form = form_of("branch");
    struct arena arena = {0};
    struct raw_answer *answers = arena_array(&arena, form->column_count, sizeof *answers);
    for (size_t i = 1; i < form->column_count; i++)
        answers[i].missing = true;
    answers[0].text = "1";
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

static Suite *check_suite(void)
{
    Suite *suite = suite_create("check");
    TCase *submissions = tcase_create("submissions");
    tcase_add_unchecked_fixture(submissions, setup, teardown);
    tcase_add_loop_test(submissions, test_found, 0, LENGTH(found));
    tcase_add_loop_test(submissions, test_answered, 0, LENGTH(answered));
    tcase_add_loop_test(submissions, test_blank, 0, LENGTH(blank));
    tcase_add_loop_test(submissions, test_looking_back, 0, LENGTH(looking_back));
    tcase_add_test(submissions, test_other_text_of_a_single_choice);
    tcase_add_test(submissions, test_texts);
    tcase_add_loop_test(submissions, test_readings, 0, LENGTH(read_by_rules));
    tcase_add_test(submissions, test_edit_invalidates_a_base);
    tcase_add_test(submissions, test_many_missing_columns);
    tcase_add_loop_test(submissions, test_ranges, 0, 3);
    suite_add_tcase(suite, submissions);
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
