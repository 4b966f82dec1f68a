/*
 * A query (疑義照会) and its return: what the workbook of `renkei query` shows, and what `renkei
 * ingest` makes of workbooks that come back filled in well, badly or not at all. The whole round
 * with files that another program saved is tests/scenario_query.sh.
 */
#include "common/message.h"
#include "common/query_form.h"
#include "common/xlsx.h"
#include "report/verbs.h"
#include "tests/ingest_run.h"

#include <xlsxwriter.h>

#define LIBRARY_2 "tests/data/configs", "library-2"

static struct config config;
static const struct form *branch;

/* ---- Asking ---- */

/* Loads a form of L001 with three answers in doubt: an option there is none of (E002), an exclusive
 * one with another (E007), staff for a service that is not offered (W001). */
static void load_answers(void)
{
    static const char *const values[] = {"visits=120",
                                         "children_room=1",
                                         "children_hours=6",
                                         "open_sunday=7",
                                         "services.weekday.1=1",
                                         "services.weekday.99=1",
                                         "services.weekend.1=1",
                                         "reference_staff.1=1",
                                         "condition.building=20",
                                         "condition.lighting=20",
                                         "condition.air=20",
                                         "events.story_time=3",
                                         "events.lecture=0",
                                         "events.visitors=10",
                                         "balance=1.5",
                                         NULL};
    write_form("L001.xlsx", &config.codebook, branch, "L001", values);
    INGEST(STATUS_DONE, LIBRARY, path_of("L001.xlsx"));
}

static int ask(void)
{
    struct settings settings = server_settings;
    settings.survey = "library";
    settings.configs = "tests/data/configs";
    settings.out = arena_printf(&kept, "%s/out", folder);
    return query_verb.run(&settings, 0, NULL);
}

static const char *asked_path(const char *name)
{
    return arena_printf(&kept, "%s/out/query/%s", folder, name);
}

static void load_and_ask(void)
{
    load_answers();
    ck_assert_int_eq(ask(), STATUS_DONE);
    assert_query("SELECT string_agg(position || ' ' || code || ' ' || item, ', ' ORDER BY position)"
                 " FROM query_item",
                 "1 E002 open_sunday, 2 E007 services.weekday.99, 3 W001 reference_staff.1");
}

/* ---- Answering ---- */

struct entry {
    const char *name, *text; /* of the cell, as in query_form.h; the last has the name NULL */
    bool numeric;
};

struct answer {
    const char *unit, *number, *items; /* NULL: as it was asked */
    const struct entry *entries;
};

static void put(lxw_worksheet *sheet, lxw_row_t row, const char *key, const char *value)
{
    ck_assert_int_eq(worksheet_write_string(sheet, row, 0, key, NULL), LXW_NO_ERROR);
    ck_assert_int_eq(worksheet_write_string(sheet, row, 1, value, NULL), LXW_NO_ERROR);
}

static void put_identity(lxw_workbook *book, const struct answer *answer)
{
    lxw_worksheet *hidden = workbook_add_worksheet(book, "_renkei");
    worksheet_hide(hidden);
    put(hidden, 0, "survey", "library");
    put(hidden, 1, "form", "branch");
    put(hidden, 2, "unit", answer->unit != NULL ? answer->unit : "L001");
    put(hidden, 3, QUERY_KEY, answer->number != NULL ? answer->number : "1");
    put(hidden, 4, QUERY_ITEMS_KEY,
        answer->items != NULL ? answer->items
                              : "E002 open_sunday; E007 services.weekday.99; "
                                "W001 reference_staff.1");
}

/* A workbook that comes back; entry i stands in B(i + 1). The cells of item 1 are always there. */
static const char *return_query(const char *name, const struct answer *answer)
{
    static const struct entry blank = {QUERY_CORRECTION_PREFIX "open_sunday", "", false};
    const char *path = path_of(name);
    lxw_workbook *book = workbook_new(path);
    lxw_worksheet *sheet = workbook_add_worksheet(book, "照会");
    const struct entry *entry = answer->entries->name != NULL ? answer->entries : &blank;
    for (lxw_row_t row = 0; entry->name != NULL; row++, entry++) {
        const char *place = arena_printf(&kept, "='照会'!$B$%u", (unsigned)row + 1);
        ck_assert_int_eq(workbook_define_name(book, entry->name, place), LXW_NO_ERROR);
        if (entry->numeric)
            worksheet_write_number(sheet, row, 1, strtod(entry->text, NULL), NULL);
        else if (*entry->text != '\0')
            worksheet_write_string(sheet, row, 1, entry->text, NULL);
        if (entry == &blank)
            break;
    }
    put_identity(book, answer);
    ck_assert_int_eq(workbook_close(book), LXW_NO_ERROR);
    return path;
}

#define ENTRIES(...)          \
    (const struct entry[])    \
    {                         \
        __VA_ARGS__,          \
        {                     \
            NULL, NULL, false \
        }                     \
    }
#define NO_ENTRIES            \
    (const struct entry[])    \
    {                         \
        {                     \
            NULL, NULL, false \
        }                     \
    }

static const char *const replies =
    "SELECT coalesce(string_agg(position || ' ' || kind || ' ' || reason, ', ' ORDER BY position), "
    "'') FROM reply";
static const char *const corrections =
    "SELECT coalesce(string_agg(item || '=' || value, ', ' ORDER BY item COLLATE \"C\"), '') "
    "FROM correction";
static const char *const findings =
    "SELECT coalesce(string_agg(code || ' ' || unit || ' ' || sheet || '!' || cell || ' ' || item "
    "|| ' ' || message || ' / ' || hint, E'\\n' ORDER BY position), '') FROM finding f JOIN source "
    "s USING (survey, source) WHERE s.kind = 'query'";

/* ---- What is made of it ---- */

static const struct {
    const char *name;
    const struct entry *entries;
    const char *replies, *corrections, *findings;
} returns[] = {
    {"a correction as people type it", ENTRIES({"c_open_sunday", "３（予定）", false}),
     "1 corrected ", "open_sunday=３（予定）", ""},
    {"a numeric cell", ENTRIES({"c_open_sunday", "3", true}), "1 corrected ", "open_sunday=3", ""},
    {"a correction with a remark",
     ENTRIES({"c_open_sunday", "1", false}, {"q_1_reason", "誤記です", false}),
     "1 corrected 誤記です", "open_sunday=1", ""},
    {"confirmed with a reason",
     ENTRIES({"q_1_confirm", "レ", false}, {"q_1_reason", "そのとおり", false}),
     "1 confirmed そのとおり", "", ""},
    {"confirmed without a reason", ENTRIES({"q_1_confirm", "○", false}, {"q_1_reason", " ", false}),
     "", "",
     "W006 L001 照会!B1  照会事項 1 の「確認」に○がありますが、理由がありません / "
     "照会中のままとします。理由を記入してもらってください"},
    {"a reason without a tick",
     ENTRIES({"q_3_confirm", "", false}, {"q_3_reason", "確認済み", false}), "", "",
     "W009 L001 照会!B2  照会事項 3 に理由「確認済み」がありますが、「確認」に○がなく、訂正も"
     "ありません / 照会中のままとします。このとおりで正しいか確かめてください"},
    {"a tick that cannot be read", ENTRIES({"q_2_confirm", "△", false}, {"q_2_reason", "x", false}),
     "", "",
     "E003 L001 照会!B1  ○の有無を判別できない値「△」です / "
     "あてはまる場合は ○、あてはまらない場合は空欄にしてください"},
    {"a correction there is no option for", ENTRIES({"c_open_sunday", "8", false}), "", "",
     "E012 L001 照会!B1 open_sunday 訂正後の回答は使えません: 選択肢にない値「8」です / "
     "1、2、3 のいずれかを記入してください"},
    {"a correction that cannot be used, with a remark",
     ENTRIES({"c_open_sunday", "8", false}, {"q_1_reason", "誤記です", false}), "", "",
     "E012 L001 照会!B1 open_sunday 訂正後の回答は使えません: 選択肢にない値「8」です / "
     "1、2、3 のいずれかを記入してください"},
    {"a list of options", ENTRIES({"c_services.weekday", "１、②, 3 レファレンス", false}),
     "2 corrected ",
     "services.weekday.1=1, services.weekday.2=1, services.weekday.3=1, services.weekday.90=, "
     "services.weekday.99=",
     ""},
    {"a list with blanks between", ENTRIES({"c_services.weekday", "1 3　90", false}),
     "2 corrected ",
     "services.weekday.1=1, services.weekday.2=, services.weekday.3=1, services.weekday.90=1, "
     "services.weekday.99=",
     ""},
    {"one number of a list, numeric", ENTRIES({"c_services.weekday", "99", true}), "2 corrected ",
     "services.weekday.1=, services.weekday.2=, services.weekday.3=, services.weekday.90=, "
     "services.weekday.99=1",
     ""},
    {"a list with an option there is none of", ENTRIES({"c_services.weekday", "1、4", false}), "",
     "",
     "E012 L001 照会!B1 services.weekday.1 訂正後の回答は使えません: 選択肢にない値「4」です / "
     "1、2、3、90、99 のいずれかを記入してください"},
    {"an exclusive option with others", ENTRIES({"c_services.weekday", "1、99", false}), "", "",
     "E012 L001 照会!B1 services.weekday.1 訂正後の回答は使えません: 「なし」と他の選択肢が同時に"
     "選ばれています / どちらか一方にしてください"},
    {"a tick in place of the numbers", ENTRIES({"c_services.weekday", "○", false}), "", "",
     "E012 L001 照会!B1 services.weekday.1 訂正後の回答は使えません: 選択肢にない値「○」です / "
     "1、2、3、90、99 のいずれかを記入してください"},
    {"left blank on purpose",
     ENTRIES({"c_open_sunday", "無回答", false}, {"c_reference_staff", " 空欄 ", false}),
     "1 corrected , 3 corrected ",
     "open_sunday=, reference_staff.1=, reference_staff.2=, reference_staff.3=, "
     "reference_staff.4=",
     ""},
    {"the answer that a base looks at", ENTRIES({"c_services.weekend", "1、3", false}),
     "3 corrected ",
     "services.weekend.1=1, services.weekend.2=, services.weekend.3=1, services.weekend.90=, "
     "services.weekend.99=",
     ""},
    {"a text beside an option", ENTRIES({"c_reference_staff.4.text", "=館長", false}),
     "3 corrected ", "reference_staff.4.text==館長", ""},
    {"a number in exponents", ENTRIES({"c_visits", "1200", true}), "", "visits=1200", ""},
    {"a number that is not one", ENTRIES({"c_visits", "約1200", false}), "", "",
     "E012 L001 照会!B1 visits 訂正後の回答は使えません: 数値として読めない値「約1200」です / "
     "数字だけを記入してください"},
    {"a number out of range", ENTRIES({"c_visits", "6000", false}), "", "",
     "E012 L001 照会!B1 visits 訂正後の回答は使えません: 範囲外の値「6000」です / "
     "0〜5000 の範囲で記入してください"},
    {"an answer the form does not have", ENTRIES({"c_parking", "1", false}), "", "",
     "E012 L001 照会!B1  訂正後の回答は使えません: この調査票にない回答です / "
     "調査票を再提出してもらってください"},
    {"one is read, the other not",
     ENTRIES({"c_open_sunday", "8", false}, {"c_services.weekday", "99", false}), "2 corrected ",
     "services.weekday.1=, services.weekday.2=, services.weekday.3=, services.weekday.90=, "
     "services.weekday.99=1",
     "E012 L001 照会!B1 open_sunday 訂正後の回答は使えません: 選択肢にない値「8」です / "
     "1、2、3 のいずれかを記入してください"},
    {"nothing", NO_ENTRIES, "", "",
     "W008 L001 !  照会番号「1」の照会票に記入がありません / "
     "照会中のままとします。記入したものを再提出してもらってください"},
};

START_TEST(test_returned)
{
    load_and_ask();
    const char *path = return_query("back.xlsx", &(struct answer){.entries = returns[_i].entries});
    INGEST(STATUS_DONE, LIBRARY, path);
    ck_assert_msg(strcmp(query(replies), returns[_i].replies) == 0, "%s: replies %s",
                  returns[_i].name, query(replies));
    ck_assert_msg(strcmp(query(corrections), returns[_i].corrections) == 0, "%s: corrections %s",
                  returns[_i].name, query(corrections));
    ck_assert_msg(strcmp(query(findings), returns[_i].findings) == 0, "%s: findings %s",
                  returns[_i].name, query(findings));
    assert_query("SELECT kind FROM source WHERE source = 2", "query");
    assert_query("SELECT count(*) FROM submission", "1");
}
END_TEST

/* ---- Whose it is ---- */

static const struct {
    const char *name;
    struct answer answer;
    const char *said;
} refusals[] = {
    {"another number",
     {.number = "2"},
     "error R022: query \"2\" to unit \"L001\" was not sent out from this database"},
    {"no number", {.number = "1x"}, "R022"},
    {"another unit",
     {.unit = "L002"},
     "error R022: query \"1\" to unit \"L002\" was not sent out from this database"},
    {"another database", {.items = "E002 open_sunday"}, "R022"},
};

START_TEST(test_refused)
{
    load_and_ask();
    struct answer answer = refusals[_i].answer;
    answer.entries = ENTRIES({"c_open_sunday", "3", false});
    INGEST(STATUS_REJECTED, LIBRARY, return_query("back.xlsx", &answer));
    assert_said(refusals[_i].said);
    assert_query("SELECT (SELECT count(*) FROM reply) + (SELECT count(*) FROM correction)", "0");
}
END_TEST

START_TEST(test_replaced)
{
    static const char *const values[] = {"visits=120", "open_sunday=2", NULL};
    load_and_ask();
    write_form("again.xlsx", &config.codebook, branch, "L001", values);
    INGEST(STATUS_DONE, LIBRARY, path_of("again.xlsx"));
    const struct answer answer = {.entries = ENTRIES({"c_open_sunday", "3", false})};
    INGEST(STATUS_REJECTED, LIBRARY, return_query("back.xlsx", &answer));
    assert_said("error R023: the answers that query \"1\" asks about have been replaced since");
    assert_query("SELECT count(*) FROM correction", "0");
    assert_query("SELECT value FROM answer WHERE question = 'open_sunday'", "2");
}
END_TEST

/* ---- Twice ---- */

START_TEST(test_twice)
{
    load_and_ask();
    const struct answer first = {.entries = ENTRIES({"c_open_sunday", "3", false})};
    const struct answer second = {.entries = ENTRIES({"c_open_sunday", "2", false})};
    const char *path = return_query("first.xlsx", &first);
    INGEST(STATUS_DONE, LIBRARY, path);
    assert_query("SELECT value FROM answer WHERE question = 'open_sunday'", "3");
    INGEST(STATUS_DONE, LIBRARY, path);
    assert_query("SELECT count(*) FROM correction", "1");
    INGEST(STATUS_DONE, LIBRARY, return_query("second.xlsx", &second));
    assert_query("SELECT value FROM answer WHERE question = 'open_sunday'", "2");
    assert_query("SELECT raw FROM reading WHERE item = 'open_sunday'", "7");
    INGEST(STATUS_DONE, LIBRARY, "--rebuild");
    assert_query("SELECT value FROM answer WHERE question = 'open_sunday'", "2");
}
END_TEST

/* ---- Asking again ---- */

START_TEST(test_numbers)
{
    static const char asked[] = "SELECT string_agg(query::text, ' ' ORDER BY query) FROM query";
    load_and_ask();
    size_t former_length, length;
    const char *former = read_whole(asked_path("L001-図書館01-照会1.xlsx"), &former_length);
    ck_assert_int_eq(ask(), STATUS_DONE);
    const char *again = read_whole(asked_path("L001-図書館01-照会1.xlsx"), &length);
    ck_assert_uint_eq(length, former_length);
    ck_assert(memcmp(former, again, length) == 0);
    assert_query(asked, "1");
    assert_query("SELECT count(*) FROM run WHERE verb = 'query'", "1");
    const struct answer answer = {.entries = ENTRIES({"c_open_sunday", "2", false})};
    INGEST(STATUS_DONE, LIBRARY, return_query("back.xlsx", &answer));
    ck_assert_int_eq(ask(), STATUS_DONE);
    assert_query(asked, "1 2");
    assert_query("SELECT string_agg(code, ' ' ORDER BY position) FROM query_item WHERE query = 2",
                 "E007 W001");
}
END_TEST

/* ---- Options ---- */

/* Runs `renkei query -s library …` with the words up to NULL in a process of its own; its messages
 * go where those of `renkei ingest` go. */
static void query_ends(int expected, const char *const *words)
{
    static const struct verb *const verbs[] = {&query_verb, NULL};
    enum { WORDS_MOST = 20 };
    const char *out = arena_printf(&kept, "%s/out", folder);
    const char *arguments[WORDS_MOST] = {
        "renkei-report",      "query", "--lang", "en", "-s", "library", "--configs",
        "tests/data/configs", "-o",    out};
    int count = 10;
    for (; *words && count + 1 < WORDS_MOST; words++)
        arguments[count++] = *words;
    const char *messages = arena_printf(&kept, "%s/messages", folder);
    pid_t child = fork();
    if (child == 0) {
        char *list[WORDS_MOST] = {NULL};
        for (int i = 0; i < count; i++)
            list[i] = arena_strdup(&kept, arguments[i]);
        if (!freopen(messages, "w", stderr))
            _exit(98);
        int status = verbs_main("renkei-report", verbs, count, list);
        fflush(stderr);
        _exit(status);
    }
    ck_assert_int_gt(child, 0);
    assert_ends(child, expected);
}
#define QUERY(expected, ...) query_ends(expected, (const char *const[]){__VA_ARGS__, NULL})

START_TEST(test_options)
{
    QUERY(STATUS_ENVIRONMENT, "--dry-run");
    assert_said("nothing of the survey \"library\" is in the database");
    load_answers();
    QUERY(STATUS_DONE, "--dry-run");
    assert_said("L001 図書館01: not asked yet, findings: 3");
    assert_said("1 query workbooks would be written for 3 findings");
    QUERY(STATUS_DONE, "--dry-run", "--severity", "error");
    assert_said("L001 図書館01: not asked yet, findings: 2");
    QUERY(STATUS_DONE, "--dry-run", "--unit", "L002");
    assert_said("nothing to ask: no answers are in doubt");
    QUERY(STATUS_USAGE, "--prefecture", "11");
    assert_said("no unit of the survey fits these options");
    QUERY(STATUS_USAGE, "--zip");
    assert_said("unit \"L001\" of form \"branch\" has no prefecture");
    QUERY(STATUS_USAGE, "L001");
    assert_said("query takes no operands");
    assert_query("SELECT count(*) FROM query", "0");
    QUERY(STATUS_DONE, "--severity", "error");
    assert_said("1 query workbooks for 1 units: 2 findings");
    QUERY(STATUS_DONE, "--dry-run", "--severity", "error");
    assert_said("L001 図書館01: sent out before as query 1, findings: 2");
    assert_query("SELECT inputs FROM run WHERE verb = 'query'", "severity error");
}
END_TEST

START_TEST(test_reader_role)
{
    load_answers();
    query("DO $$ BEGIN CREATE ROLE \"query-reader\"; "
          "EXCEPTION WHEN duplicate_object THEN NULL; END $$");
    query("GRANT USAGE ON SCHEMA renkei TO \"query-reader\"");
    query("GRANT SELECT ON ALL TABLES IN SCHEMA renkei TO \"query-reader\"");
    const char *reader = arena_printf(
        &kept, "host=%s port=%s user=%s dbname=%s options='-c role=query-reader'",
        PQhost(db.connection), PQport(db.connection), PQuser(db.connection), PQdb(db.connection));
    QUERY(STATUS_ENVIRONMENT, "--db", reader);
    assert_said("the database role \"query-reader\" may only read");
    QUERY(STATUS_DONE, "--db", reader, "--dry-run");
    assert_said("L001 図書館01: not asked yet, findings: 3");
}
END_TEST

/* Without a frame: no name and no former answers, and the number is the unit. */
START_TEST(test_no_frame)
{
    static const char *const values[] = {"frequency=8", NULL};
    write_form("5.xlsx", &config.codebook, codebook_form(&config.codebook, "reader"), "5", values);
    INGEST(STATUS_DONE, LIBRARY, path_of("5.xlsx"));
    QUERY(STATUS_DONE, NULL);
    ck_assert_msg(access(asked_path("5-照会1.xlsx"), R_OK) == 0, "no 5-照会1.xlsx");
}
END_TEST

/* ---- What the workbook shows ---- */

/* The texts of one row, joined by |. */
struct wanted_row {
    uint32_t row;
    struct str text;
};

static bool take_cell(void *context, const struct xlsx_cell *cell)
{
    struct wanted_row *wanted = context;
    if (cell->row == wanted->row)
        str_appendf(&wanted->text, "%s%s", wanted->text.length > 0 ? "|" : "", cell->text);
    return true;
}

static struct wanted_row row_of(struct xlsx *xlsx, const char *name)
{
    struct wanted_row wanted = {0};
    for (size_t i = 0; i < xlsx->name_count; i++)
        if (strcmp(xlsx->names[i].name, name) == 0)
            wanted.row = xlsx->names[i].row;
    ck_assert_msg(wanted.row > 0, "no cell is named %s", name);
    ck_assert(xlsx_read_sheet(xlsx, 0, take_cell, &wanted));
    return wanted;
}

static void assert_row(struct xlsx *xlsx, const char *name, const char *expected)
{
    struct wanted_row wanted = row_of(xlsx, name);
    ck_assert_str_eq(str_text(&wanted.text), expected);
    str_release(&wanted.text);
}

/* The last text of the row of a correction. */
static void assert_former(struct xlsx *xlsx, const char *name, const char *expected)
{
    struct wanted_row wanted = row_of(xlsx, name);
    const char *last = strrchr(str_text(&wanted.text), '|');
    ck_assert_ptr_nonnull(last);
    ck_assert_str_eq(last + 1, expected);
    str_release(&wanted.text);
}

START_TEST(test_workbook)
{
    struct xlsx xlsx = {0};
    size_t length;
    load_and_ask();
    const char *bytes = read_whole(asked_path("L001-図書館01-照会1.xlsx"), &length);
    ck_assert(xlsx_open(&xlsx, &kept, bytes, length));
    ck_assert_str_eq(xlsx.sheets[0].name, "照会");
    ck_assert(xlsx.sheets[1].hidden);
    assert_row(&xlsx, "q_1_confirm",
               "1|第3問|日曜日に開館していますか。|【エラー】選択肢にない値「7」です（E002）|"
               "1、2、3 のいずれかを記入してください\n（訂正がなければ「不明」）");
    assert_row(&xlsx, "q_3_reason",
               "3|第5問|土日祝日のレファレンスは誰が担当していますか（複数回答）。\n"
               "「1. 司書」の欄|回答対象外の設問に回答「○」があります(対象: 第4問「土日祝日」で"
               "「3. レファレンス」を選択)（W001）|"
               "集計では非該当とします。前の設問の回答を確かめてください");
    assert_row(&xlsx, "c_open_sunday",
               "1|第3問|日曜日に開館していますか。|1. 毎週開館\n2. 隔週開館\n3. 休館|"
               "不明\n（記入：「7」）|－");
    assert_row(&xlsx, "c_services.weekend",
               "3|第4問|次の日に行っているサービスはどれですか（複数回答）。\n「土日祝日」|"
               "（あてはまる番号すべて）\n1. 貸出\n2. 予約\n3. レファレンス\n90. その他\n"
               "99. なし（ほかの番号と同時に選べません）|1. 貸出|－");
    assert_row(&xlsx, "c_reference_staff.4.text",
               "3|第5問|「4. その他」の内容|自由記述|（記入なし）|－");
    xlsx_close(&xlsx);
}
END_TEST

/* What the same question was answered in the survey before, in its words of then. */
START_TEST(test_former)
{
    static const char *const former[] = {"visits=120.5", "open_sunday=1", NULL};
    static const char *const now[] = {"visits=110", "open_sunday=3", NULL};
    struct config second;
    struct xlsx xlsx = {0};
    size_t length;
    ck_assert(config_read(&second, LIBRARY_2));
    write_form("then.xlsx", &config.codebook, branch, "L001", former);
    INGEST(STATUS_DONE, LIBRARY, path_of("then.xlsx"));
    write_form("now.xlsx", &second.codebook, codebook_form(&second.codebook, "branch"), "L001",
               now);
    INGEST(STATUS_DONE, LIBRARY_2, path_of("now.xlsx"));
    QUERY(STATUS_DONE, "-s", "library-2");
    const char *bytes = read_whole(asked_path("L001-図書館01-照会1.xlsx"), &length);
    ck_assert(xlsx_open(&xlsx, &kept, bytes, length));
    assert_former(&xlsx, "c_open_sunday", "1. 毎週開館");
    assert_former(&xlsx, "c_wifi", "－");
    xlsx_close(&xlsx);
    config_release(&second);
}
END_TEST

/* ---- */

static void set_up(void)
{
    setup();
    ck_assert(config_read(&config, LIBRARY));
    branch = codebook_form(&config.codebook, "branch");
    message_init("renkei", "en");
    message_set_verbosity(true, false);
}

static void tear_down(void)
{
    config_release(&config);
    teardown();
}

int main(void)
{
    server_start();
    Suite *suite = suite_create("query");
    TCase *tests = tcase_create("query");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, test_returned, 0, LENGTH(returns));
    tcase_add_loop_test(tests, test_refused, 0, LENGTH(refusals));
    tcase_add_test(tests, test_replaced);
    tcase_add_test(tests, test_twice);
    tcase_add_test(tests, test_numbers);
    tcase_add_test(tests, test_options);
    tcase_add_test(tests, test_reader_role);
    tcase_add_test(tests, test_no_frame);
    tcase_add_test(tests, test_workbook);
    tcase_add_test(tests, test_former);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
