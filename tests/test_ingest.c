/*
 * `renkei ingest` from files to the database: encodings, every reason to reject a submission, one
 * response per unit whatever comes how often, and runs that change nothing: repeated, dry, killed.
 */
#include "tests/ingest_run.h"
#include "tests/make_workbook.h"

#include <errno.h>
#include <signal.h>
#include <time.h>

/* libxlsxwriter 1.1.4 loses a copy of each drop-down's formula. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:lxw_strdup\n";
}

static const char responses[] =
    "SELECT string_agg(unit || ':' || coalesce(visits, '') || ':' || coalesce(wish, ''), ' | ' "
    "ORDER BY unit) FROM (SELECT r.unit, "
    "(SELECT n.value::text FROM number n WHERE n.unit = r.unit AND n.item = 0) AS visits, "
    "(SELECT t.value FROM text t WHERE t.unit = r.unit AND t.option = 0) AS wish "
    "FROM response r) answers";

static const char states[] =
    "SELECT string_agg(unit || ' ' || source || '/' || ordinal || ' ' || state, ', ' "
    "ORDER BY source, ordinal) FROM submission";

static const char findings[] =
    "SELECT coalesce(string_agg(code || ' ' || severity || ' ' || "
    "regexp_replace(file, '.*/', '') || ':' || line || ' ' || item || ' [' || raw || '] ' || "
    "message || ' / ' || hint, E'\\n' ORDER BY source, ordinal, position), '') FROM finding "
    "WHERE code <> 'W003'";

/* ---- CSV ---- */

enum writing { UTF8, WITH_BOM, CP932, CRLF, NO_LAST_LINE_END, ALL_QUOTED, STATED_CP932 };

/* The same three rows in all writings. */
static const char *csv_in(enum writing writing, size_t *length)
{
    static const char lf[] = "unit,visits,wishes\n"
                             "L001,12.5,\"髙①～,\n\"\"二\"\"\"\n"
                             "L002,,ソ表\n"
                             "L003,0,\n";
    static const char crlf[] = "unit,visits,wishes\r\n"
                               "L001,12.5,\"髙①～,\n\"\"二\"\"\"\r\n"
                               "\r\n"
                               "L002,,ソ表\r\n"
                               "L003,0,\r\n";
    static const char quoted[] = "\"unit\",\"visits\",\"wishes\"\n"
                                 "\"L001\",\"12.5\",\"髙①～,\n\"\"二\"\"\"\n"
                                 "\"L002\",\"\",\"ソ表\"\n"
                                 "\"L003\",\"0\",\"\"\n";
    const char *text = writing == CRLF ? crlf : writing == ALL_QUOTED ? quoted : lf;
    if (writing == WITH_BOM)
        text = arena_printf(&kept, "\xEF\xBB\xBF%s", lf);
    if (writing == CP932 || writing == STATED_CP932)
        return in_cp932(lf, length);
    *length = strlen(text) - (writing == NO_LAST_LINE_END);
    return text;
}

START_TEST(test_writings)
{
    size_t length;
    const char *bytes = csv_in((enum writing)_i, &length);
    const char *path = write_bytes("in.csv", bytes, length);
    if (_i == STATED_CP932)
        INGEST(0, LIBRARY, "--encoding", "cp932", path);
    else
        INGEST(0, LIBRARY, path);
    assert_query(responses, "L001:12.5:髙①～,\n\"二\" | L002::ソ表 | L003:0:");
    assert_query("SELECT encoding FROM source",
                 _i == CP932 || _i == STATED_CP932 ? "cp932" : "utf-8");
    assert_query(findings, "");
    assert_said(
        "3 submissions: 3 accepted (0 of them replace a former one), 0 unchanged, 0 rejected");
}
END_TEST

START_TEST(test_missing_and_other_columns)
{
    write_text("in.csv", "unit,_name,visits,_note,children_hours\n"
                         "L001,図書館01,12,remark,\n"
                         "L002,図書館02,7,\"1,5\",4.25\n");
    INGEST(0, LIBRARY, path_of("in.csv"));
    assert_query("SELECT string_agg(code || ' ' || ordinal || ' ' || coalesce(unit, '-') || ' ' "
                 "|| message, E'\\n') FROM finding WHERE code = 'W003'",
                 "W003 0 - 回答欄がありません: children_room、open_sunday、services.weekday.1、"
                 "services.weekday.2、services.weekday.3、services.weekday.90、"
                 "services.weekday.90.text、services.weekday.99、services.weekend.1、"
                 "services.weekend.2 …(27)(無回答として扱います)");
    assert_query("SELECT count(*) FROM text", "0");
    assert_query(findings,
                 "W001 warning in.csv:3 children_hours [4.25] "
                 "回答対象外の設問に回答「4.25」があります(対象: children_room in (1, 9)) / "
                 "集計では非該当とします。前の設問の回答を確かめてください");
}
END_TEST

/* An answer is INVALID, the others of the row stay; the screen names place, value and remedy. */
START_TEST(test_a_wrong_answer)
{
    write_text("in.csv", "unit,visits,open_sunday\nL001,12,9\nL002,約30,1\n");
    INGEST(0, LIBRARY, path_of("in.csv"));
    assert_query("SELECT string_agg(unit || ' ' || value, ', ' ORDER BY unit) FROM answer "
                 "WHERE question = 'open_sunday'",
                 "L001 INVALID, L002 1");
    assert_query("SELECT string_agg(unit || ' ' || value, ', ' ORDER BY unit) FROM answer "
                 "WHERE question = 'visits'",
                 "L001 12, L002 INVALID");
    assert_said(arena_printf(&kept,
                             "%s:2 (第3問 open_sunday): error E002: \"9\" is not an option\n"
                             "  hint: answer with one of 1、2、3\n",
                             path_of("in.csv")));
    assert_said("2 errors (counted as INVALID), 1 warnings");
}
END_TEST

/* ---- Forms ---- */

static struct config library, r3;

static void setup_with_configs(void)
{
    setup();
    ck_assert(config_read(&library, LIBRARY));
    ck_assert(config_read(&r3, "configs", "r3"));
}

static void teardown_with_configs(void)
{
    config_release(&library);
    config_release(&r3);
    teardown();
}

static const char *write_branch(const char *name, const char *unit, const char *const *values)
{
    return write_form(name, &library.codebook, codebook_form(&library.codebook, "branch"), unit,
                      values);
}

START_TEST(test_forms)
{
    write_branch("b.xlsx", "L001",
                 (const char *const[]){"visits=12.5", "children_room=2", "services.weekday.1=1",
                                       "services.weekday.90=1", "services.weekday.90.text=点字",
                                       "wishes== 髙い\n行", NULL});
    write_branch("a.xlsx", "L002", (const char *const[]){"open_sunday=7", "balance=-1.125", NULL});
    write_form("c.xlsx", &library.codebook, codebook_form(&library.codebook, "reader"), "0007",
               (const char *const[]){"frequency=1", "age=30", NULL});
    INGEST(0, LIBRARY, path_of(""));
    assert_query("SELECT string_agg(unit || ' ' || coalesce(row, '') || ' ' || "
                 "coalesce(option::text, '') || '=' || value, ', ' "
                 "ORDER BY unit, question, row, option) "
                 "FROM answer WHERE value NOT IN ('NA', 'NOT_ASKED', '0')",
                 "0007  =30, 0007  =1, L001  =3, L001  =2, L001 weekday 1=1, L001 weekday 90=1, "
                 "L001  =12.5, L001  == 髙い\n行, L002  =-1.125, L002  =INVALID");
    assert_query("SELECT string_agg(unit || ' ' || option || ' ' || value, ', ') FROM text "
                 "WHERE option > 0",
                 "L001 90 点字");
    /* in its cell of its sheet */
    assert_query("SELECT string_agg(code || ' ' || sheet || ' ' || (cell ~ '^[A-Z]+[0-9]+$')::text "
                 "|| ' ' || line || ' ' || item || ' ' || raw, ', ') FROM finding",
                 "E002 調査票 true 0 open_sunday 7");
    assert_query("SELECT string_agg(unit || ' ' || name || ' ' || position || ' ' || invented, "
                 "', ' ORDER BY unit) FROM unit WHERE form = 'reader' OR unit = 'L001'",
                 "0007  7 false, L001 図書館01 0 false");
}
END_TEST

/* ---- Rejections ---- */

enum made {
    MADE_TEXT,         /* the text below is the file */
    MADE_OTHER_SURVEY, /* a form of another survey */
    MADE_OTHER_FORM,   /* a form that the survey does not have */
    MADE_OTHER_UNIT,   /* a form of a unit that is not in the frame */
    MADE_NO_SHEET,     /* a workbook without the hidden sheet */
    MADE_NO_NAMES,     /* the hidden sheet, but no cell with a name */
    MADE_CUT,          /* the first half of a form */
    MADE_LARGE,        /* more than a form may have */
};

static const struct {
    const char *file;
    enum made made;
    const char *text, *encoding;
    bool r3;
    const char *finding; /* regular findings query */
    int loaded;          /* responses from this file itself */
} rejections[] = {
    {"cut.xlsx", MADE_CUT, NULL, NULL, false,
     "R001 error cut.xlsx:0  [] ファイルを読み取れません: % / "
     "ファイルを開いて確かめ、保存し直したものを再提出してもらってください",
     0},
    {"zip.xlsx", MADE_TEXT, "PK\3\4 but nothing else", NULL, false,
     "R001 error zip.xlsx:0  [] ファイルを読み取れません: % / "
     "ファイルを開いて確かめ、保存し直したものを再提出してもらってください",
     0},
    {"names.xlsx", MADE_NO_NAMES, NULL, NULL, false,
     "R001 error names.xlsx:0  [] ファイルを読み取れません: its answer cells have lost their names"
     " / ファイルを開いて確かめ、保存し直したものを再提出してもらってください",
     0},
    {"empty.csv", MADE_TEXT, "", NULL, false,
     "R001 error empty.csv:0  [] ファイルを読み取れません: 0 bytes / "
     "ファイルを開いて確かめ、保存し直したものを再提出してもらってください",
     0},
    {"quote.csv", MADE_TEXT, "unit,visits\nL001,3\nL003,\"4\nL004,5\n", NULL, false,
     "R001 error quote.csv:3  [] ファイルを読み取れません: % / "
     "ファイルを開いて確かめ、保存し直したものを再提出してもらってください",
     1},
    {"pdf.xlsx", MADE_TEXT, "%PDF-1.7 ...", NULL, false,
     "R002 error pdf.xlsx:0  [] 調査票でも CSV でもないファイルです: PDF / "
     "配布した Excel 調査票(.xlsx)か CSV で提出してもらってください",
     0},
    {"old.xlsx", MADE_TEXT, "\xD0\xCF\x11\xE0\xA1\xB1", NULL, false,
     "R002 error old.xlsx:0  [] 調査票でも CSV でもないファイルです: "
     "Excel 97-2003 (.xls) / password / "
     "配布した Excel 調査票(.xlsx)か CSV で提出してもらってください",
     0},
    {"letter.txt", MADE_TEXT, "unit,visits\nL001,1\n", NULL, false,
     "R002 error letter.txt:0  [] 調査票でも CSV でもないファイルです: ? / "
     "配布した Excel 調査票(.xlsx)か CSV で提出してもらってください",
     0},
    {"empty.xlsx", MADE_TEXT, "", NULL, false,
     "R002 error empty.xlsx:0  [] 調査票でも CSV でもないファイルです: 0 bytes / "
     "配布した Excel 調査票(.xlsx)か CSV で提出してもらってください",
     0},
    {"large.xlsx", MADE_LARGE, NULL, NULL, false,
     "R002 error large.xlsx:0  [] 調査票でも CSV でもないファイルです: > 20 MiB / "
     "配布した Excel 調査票(.xlsx)か CSV で提出してもらってください",
     0},
    {"sheet.xlsx", MADE_NO_SHEET, NULL, NULL, false,
     "R003 error sheet.xlsx:0  [] "
     "本調査の調査票ではありません(識別用シート「\\_renkei」がありません)"
     " / 配布した調査票に記入したものを再提出してもらってください",
     0},
    {"other.xlsx", MADE_OTHER_SURVEY, NULL, NULL, false,
     "R004 error other.xlsx:0  [r3] 別の調査「r3」の調査票です(この調査は「library」) / "
     "今回の調査票に記入したものを再提出してもらってください",
     0},
    {"ghost.xlsx", MADE_OTHER_FORM, NULL, NULL, false,
     "R005 error ghost.xlsx:0  [ghost] 調査票の種類「ghost」は定義されていません / "
     "調査票の種類: branch、reader",
     0},
    {"unit.xlsx", MADE_OTHER_UNIT, NULL, NULL, false,
     "R006 error unit.xlsx:0  [L999] 客体名簿にない団体「L999」です / "
     "団体コード(5桁または6桁)を確かめてください",
     0},
    {"unit.csv", MADE_TEXT, "unit,visits\nL001,1\n図書館03,2\n,3\n", NULL, false,
     "R006 error unit.csv:3  [図書館03] 客体名簿にない団体「図書館03」です / "
     "団体コード(5桁または6桁)を確かめてください\n"
     "R006 error unit.csv:4  [] 客体名簿にない団体「」です / "
     "団体コード(5桁または6桁)を確かめてください",
     1},
    {"two.csv", MADE_TEXT, "unit,vision\n12203,1\n122033,2\n", NULL, true,
     "R007 error two.csv:2  [12203] 団体コード「12203」は一つに決まりません"
     "(候補: %士別市%) / 6桁のコードで記入してもらってください",
     1},
    {"header.csv", MADE_TEXT, "unit,visits,来館者,seats\nL001,1,2,3\nL003,1,2,3\n", NULL, false,
     "R008 error header.csv:0  [] 見出し行がどの調査票とも合いません(不明な列: 来館者、seats) / "
     "1列目を unit とし、列名をコードブックの項目名に合わせてください",
     0},
    {"first.csv", MADE_TEXT, "code,visits\nL001,1\n", NULL, false,
     "R008 error first.csv:0  [] 見出し行がどの調査票とも合いません(不明な列: code) / "
     "1列目を unit とし、列名をコードブックの項目名に合わせてください",
     0},
    {"again.csv", MADE_TEXT, "unit,visits,wishes,visits\nL001,1,,2\n", NULL, false,
     "R008 error again.csv:0  [] 見出し行がどの調査票とも合いません(不明な列: visits) / "
     "1列目を unit とし、列名をコードブックの項目名に合わせてください",
     0},
    {"both.csv", MADE_TEXT, "unit,council,remarks\n011002,1,\n", NULL, true,
     "R009 error both.csv:0  [] 見出し行が複数の調査票に合います(municipality、prefecture) / "
     "--form で調査票の種類を指定してください",
     0},
    {"fields.csv", MADE_TEXT, "unit,visits\nL001,1\nL003,1,000\nL004\n", NULL, false,
     "R010 error fields.csv:3  [3] 列の数が見出し行と違います(3 列、見出しは 2 列) / "
     "引用符とカンマを確かめてください\n"
     "R010 error fields.csv:4  [1] 列の数が見出し行と違います(1 列、見出しは 2 列) / "
     "引用符とカンマを確かめてください",
     1},
    {"twice.csv", MADE_TEXT, "unit,visits\nL003,1\nL001,3\nL003,2\n", NULL, false,
     "R011 error twice.csv:2  [L003] 同じ団体「L003」の行が一つのファイルに複数あります(2, 4) / "
     "正しい行だけを残して再提出してください\n"
     "R011 error twice.csv:4  [L003] 同じ団体「L003」の行が一つのファイルに複数あります(2, 4) / "
     "正しい行だけを残して再提出してください",
     1},
    {"bytes.csv", MADE_TEXT, "unit,wishes\nL001,\xFF\xFE\x80\n", NULL, false,
     "R012 error bytes.csv:0  [] 文字コードを判別できません / "
     "UTF-8 または CP932(Shift\\_JIS)で保存し直してください",
     0},
    /* 0x8E73 is a character in CP932 and nothing in UTF-8 */
    {"stated.csv", MADE_TEXT, "unit,wishes\nL001,\x8E\x73\nL003,a\n\x8E\x73,b\n", "utf-8", false,
     "R012 error stated.csv:2  [] 文字コードを判別できません / "
     "UTF-8 または CP932(Shift\\_JIS)で保存し直してください\n"
     "R012 error stated.csv:4  [] 文字コードを判別できません / "
     "UTF-8 または CP932(Shift\\_JIS)で保存し直してください",
     1},
    {"named.csv", MADE_TEXT, "unit,\x8E\x73\nL001,1\n", "utf-8", false,
     "R012 error named.csv:0  [] 文字コードを判別できません / "
     "UTF-8 または CP932(Shift\\_JIS)で保存し直してください",
     0},
    /* found out by content, in the columns too */
    {"cp932.csv", MADE_TEXT, "unit,\x8E\x73,wishes\nL001,1,\x8E\x73\n", NULL, false,
     "R008 error cp932.csv:0  [] 見出し行がどの調査票とも合いません(不明な列: 市) / "
     "1列目を unit とし、列名をコードブックの項目名に合わせてください",
     0},
    {"cp932unit.csv", MADE_TEXT, "unit,visits\n\x8E\x73,1\nL001,2\n", NULL, false,
     "R006 error cp932unit.csv:2  [市] 客体名簿にない団体「市」です / "
     "団体コード(5桁または6桁)を確かめてください",
     1},
    /* passes for UTF-8 byte by byte: a surrogate */
    {"half.csv", MADE_TEXT, "unit,wishes\nL001,\xED\xA0\x80\nL003,a\n", NULL, false,
     "R012 error half.csv:2  [] 文字コードを判別できません / "
     "UTF-8 または CP932(Shift\\_JIS)で保存し直してください",
     1},
};

#define CELL(row, key, value)                                                                      \
    "<row r=\"" row "\"><c r=\"A" row "\" t=\"inlineStr\"><is><t>" key "</t></is></c><c r=\"B" row \
    "\" t=\"inlineStr\"><is><t>" value "</t></is></c></row>"

static void write_workbook(const char *name, bool identified)
{
    struct made_zip made = {0};
    struct parts parts = {0};
    if (identified) {
        parts.workbook = WORKBOOK("<sheets><sheet name=\"_renkei\" sheetId=\"1\" r:id=\"rId1\"/>"
                                  "</sheets>");
        parts.sheet = ROWS(CELL("1", "survey", "library") CELL("2", "form", "branch")
                               CELL("4", "unit", "L001"));
    }
    make(&made, &parts);
    write_bytes(name, made.bytes.at, made.bytes.length);
    str_release(&made.bytes);
}

static void write_half(const char *name)
{
    size_t length;
    const char *bytes = bytes_of(write_branch(name, "L001", NULL), &length);
    write_bytes(name, bytes, length / 2);
}

static void write_ghost(const char *name)
{
    struct codebook codebook = library.codebook;
    struct form ghost = *codebook_form(&library.codebook, "reader");
    ghost.id = "ghost";
    codebook.forms = &ghost;
    write_form(name, &codebook, &ghost, "1", NULL);
}

static void write_large(const char *name)
{
    ck_assert_int_eq(truncate(write_text(name, "PK\3\4"), 21 * 1024 * 1024), 0);
}

static void write_rejected(int i)
{
    const char *file = rejections[i].file;
    switch (rejections[i].made) {
    case MADE_TEXT:
        write_text(file, rejections[i].text);
        break;
    case MADE_OTHER_SURVEY:
        write_form(file, &r3.codebook, codebook_form(&r3.codebook, "prefecture"), "01", NULL);
        break;
    case MADE_OTHER_FORM:
        write_ghost(file);
        break;
    case MADE_OTHER_UNIT:
        write_branch(file, "L999", NULL);
        break;
    case MADE_NO_SHEET:
    case MADE_NO_NAMES:
        write_workbook(file, rejections[i].made == MADE_NO_NAMES);
        break;
    case MADE_CUT:
        write_half(file);
        break;
    case MADE_LARGE:
        write_large(file);
        break;
    }
}

static void ingest_rejected(int i, const char *option)
{
    const char *survey = rejections[i].r3 ? "r3" : "library";
    const char *configs = rejections[i].r3 ? "configs" : "tests/data/configs";
    const char *words[] = {path_of(""), option, NULL, NULL};
    if (rejections[i].encoding && !option) {
        words[1] = "--encoding";
        words[2] = rejections[i].encoding;
    }
    assert_ends(start_ingest(configs, survey, words), 3);
}

/* As in SQL: % stands for anything. */
static bool is_like(const char *text, const char *pattern)
{
    char *like = PQescapeLiteral(db.connection, pattern, strlen(pattern));
    char *literal = PQescapeLiteral(db.connection, text, strlen(text));
    const char *result = query(arena_printf(&kept, "SELECT %s LIKE %s", literal, like));
    PQfreemem(like);
    PQfreemem(literal);
    return *result == 't';
}

/* What is wrong is refused with its reason, whatever is right is loaded; so it stays when the same
 * folder comes again, and when everything is made anew. */
START_TEST(test_rejection)
{
    write_rejected(_i);
    if (rejections[_i].r3)
        write_text("good.csv", "unit,vision\n131016,1\n");
    else
        write_text("good.csv", "unit,visits\nL002,5\n");
    ingest_rejected(_i, NULL);
    const char *found = query(findings);
    ck_assert_msg(is_like(found, rejections[_i].finding), "found\n%s\nnot\n%s", found,
                  rejections[_i].finding);
    assert_query("SELECT count(*) FROM response",
                 arena_printf(&kept, "%d", rejections[_i].loaded + 1));
    size_t lines = 1;
    for (const char *at = found; (at = strchr(at, '\n')); at++)
        lines++;
    assert_query("SELECT count(*) FROM submission WHERE state = 'rejected'",
                 arena_printf(&kept, "%zu", lines));
    const char *former = dump();
    ingest_rejected(_i, NULL);
    assert_same(former, dump());
    ingest_rejected(_i, "--rebuild");
    assert_same(former, dump());
}
END_TEST

/* ---- The name of the form ---- */

static const struct {
    const char *file, *option;
    int status;
    const char *forms;
} form_names[] = {
    {"in.csv", "--form=municipality", 0, "municipality"},
    {"in.csv", "--form=prefecture", 0, "prefecture"},
    {"municipality.csv", NULL, 0, "municipality"},
    {"prefecture.2.csv", NULL, 0, "prefecture"},
    {"prefectures.csv", NULL, 3, ""},
    {"in.csv", "--form=ward", 2, ""},
};

START_TEST(test_form_name)
{
    write_text(form_names[_i].file, _i % 2 ? "unit,council\n13,1\n" : "unit,council\n131016,1\n");
    assert_ends(start_ingest("configs", "r3",
                             (const char *const[]){path_of(""), form_names[_i].option, NULL}),
                form_names[_i].status);
    assert_query("SELECT coalesce(string_agg(form, ','), '') FROM response", form_names[_i].forms);
}
END_TEST

/* ---- One response per unit ---- */

static const char first_answers[] = "unit,visits,wishes,services.weekday.90,"
                                    "services.weekday.90.text,open_sunday\n"
                                    "L001,5,古い,1,点字,9\n"
                                    "L002,6,そのまま,,,1\n";

START_TEST(test_resubmission)
{
    write_text("1.csv", first_answers);
    INGEST(0, LIBRARY, path_of("1.csv"));
    write_text("2.csv", "unit,visits\nL001,7\n");
    INGEST(0, LIBRARY, path_of(""));
    assert_said("1 submissions: 1 accepted (1 of them replace a former one), 0 unchanged, "
                "0 rejected");
    assert_query(responses, "L001:7: | L002:6:そのまま");
    assert_query("SELECT count(*) FROM number", "2");
    assert_query("SELECT count(*) FROM text", "1");
    assert_query(states, "L001 1/2 superseded, L002 1/3 accepted, L001 2/2 accepted");
    /* a form replaces a row, and blanks replace answers */
    write_branch("3.xlsx", "L002", (const char *const[]){"open_sunday=2", NULL});
    INGEST(0, LIBRARY, path_of(""));
    assert_query(responses, "L001:7: | L002::");
    assert_query("SELECT count(*) FROM number", "1");
    assert_query("SELECT count(*) FROM text", "0");
    assert_query(states, "L001 1/2 superseded, L002 1/3 superseded, L001 2/2 accepted, "
                         "L002 3/0 accepted");
    /* the finding of the superseded submission is kept with it */
    assert_query("SELECT count(*) FROM finding WHERE code = 'E002' AND unit = 'L001'", "1");
    const char *former = dump();
    INGEST(0, LIBRARY, "--rebuild", path_of(""));
    assert_same(former, dump());
}
END_TEST

/* In one run the later path counts, whatever the order of the operands. */
START_TEST(test_resubmission_in_one_run)
{
    const char *one = write_text("1.csv", first_answers);
    const char *two = write_text("2.csv", "unit,visits\nL001,7\n");
    INGEST(0, LIBRARY, "--jobs", "3", two, one, two);
    assert_query(responses, "L001:7: | L002:6:そのまま");
    assert_query(states, "L001 1/2 superseded, L002 1/3 accepted, L001 2/2 accepted");
    const char *former = dump();
    empty_database();
    INGEST(0, LIBRARY, one, two);
    assert_same(former, dump());
    empty_database();
    INGEST(0, LIBRARY, path_of("."), "--quiet");
    assert_query(states, "L001 1/2 superseded, L002 1/3 accepted, L001 2/2 accepted");
}
END_TEST

/* Rows that say the same as the unit's latest submission are no new submission. */
START_TEST(test_same_row_in_another_file)
{
    write_text("1.csv", "unit,visits\nL001,5\nL002,6\n");
    INGEST(0, LIBRARY, path_of("1.csv"));
    write_text("2.csv", "unit,visits\nL001,5\nL003,7\n");
    INGEST(0, LIBRARY, path_of("2.csv"));
    assert_said("2 submissions: 1 accepted (0 of them replace a former one), 1 unchanged");
    assert_query(states, "L001 1/2 accepted, L002 1/3 accepted, L003 2/3 accepted");
    assert_query("SELECT count(*) FROM archive WHERE source = 2", "2");
}
END_TEST

/* The rows of a unit that stands twice are refused; its former answer stays. */
START_TEST(test_twice_keeps_the_former)
{
    write_text("1.csv", "unit,visits,wishes\nL001,5,a\n");
    INGEST(0, LIBRARY, path_of("1.csv"));
    write_text("2.csv", "unit,visits,wishes\nL001,6,b\nL001,7,c\nL002,8,d\n");
    INGEST(3, LIBRARY, path_of("2.csv"));
    assert_query(responses, "L001:5:a | L002:8:d");
    assert_query(states,
                 "L001 1/2 accepted, L001 2/2 rejected, L001 2/3 rejected, L002 2/4 accepted");
}
END_TEST

START_TEST(test_replicas)
{
    write_text("in.csv", "unit,visits\nL002,1\nL002#1,2\nL002#12,3\nL999#1,4\n");
    INGEST(3, LIBRARY, path_of("in.csv"));
    assert_query(responses, "L002:1: | L002#1:2: | L002#12:3:");
    assert_query("SELECT string_agg(unit || ' ' || name || ' ' || invented, ', ' ORDER BY unit) "
                 "FROM unit WHERE unit LIKE 'L002%'",
                 "L002 図書館02 false, L002#1 図書館02 true, L002#12 図書館02 true");
    assert_query("SELECT count(DISTINCT (frame, classes)) FROM unit WHERE unit LIKE 'L002%'", "1");
    /* in the same classes as its model, but for those of its own answers */
    assert_query("SELECT count(DISTINCT substr(classes, 1, 8)) FROM response", "1");
    /* without a frame such a name is a name */
    write_text("reader.csv", "unit,frequency\nA,1\n");
    INGEST(0, LIBRARY, path_of("reader.csv"));
    write_text("reader2.csv", "unit,frequency\nA#2,1\n");
    INGEST(0, LIBRARY, path_of("reader2.csv"));
    assert_query("SELECT string_agg(unit || ' ' || invented, ', ' ORDER BY unit) "
                 "FROM unit WHERE form = 'reader'",
                 "A false, A#2 false");
}
END_TEST

/* ---- Runs that change nothing ---- */

START_TEST(test_same_file_twice)
{
    size_t length;
    write_text("1.csv", first_answers);
    const char *form = bytes_of(write_branch("2.xlsx", "L003", NULL), &length);
    INGEST(0, LIBRARY, path_of(""));
    const char *former = dump();
    INGEST(0, LIBRARY, path_of(""));
    assert_said("2 files are in the archive already; of these 0 were rejected before");
    assert_same(former, dump());
    write_text("renamed.csv", first_answers);
    write_bytes("renamed.xlsx", form, length);
    write_bytes("renamed again.csv", form, length); /* read as the workbook it is */
    INGEST(0, LIBRARY, path_of(""));
    assert_same(former, dump());
    empty_database();
    INGEST(0, LIBRARY, path_of("")); /* twice in one run, too */
    assert_query("SELECT count(*) || ' ' || count(DISTINCT sha256) FROM source", "2 2");
    assert_query("SELECT count(*) FROM response", "3");
}
END_TEST

START_TEST(test_dry_run)
{
    const char *nothing = dump();
    write_text("1.csv", first_answers);
    INGEST(0, LIBRARY, "--dry-run", path_of("1.csv"));
    assert_said("2 submissions: 2 accepted");
    assert_said("dry run: nothing was changed");
    assert_same(nothing, dump());
    assert_query("SELECT count(*) FROM run", "0");
    INGEST(0, LIBRARY, path_of("1.csv"));
    const char *former = dump();
    write_text("2.csv", "unit,visits\nL001,7\nL009,1\n");
    INGEST(0, LIBRARY, "--dry-run", "--rebuild", path_of(""));
    assert_said("2 submissions: 2 accepted (1 of them replace a former one)");
    assert_same(former, dump());
    assert_query("SELECT count(*) FROM run", "1");
}
END_TEST

/* /proc/self/mem is a file that even root cannot read from its start. */
static const char *const unreadable[] = {"b.xlsx", "b.csv"};

START_TEST(test_unreadable)
{
    write_text("a.csv", first_answers);
    write_branch("c.xlsx", "L003", NULL);
    ck_assert_int_eq(symlink("/proc/self/mem", path_of(unreadable[_i])), 0);
    INGEST(1, LIBRARY, path_of(""));
    assert_said(arena_printf(&kept, "cannot read \"%s/in/%s\"", folder, unreadable[_i]));
    assert_said("nothing was loaded in this run");
    assert_query("SELECT count(*) FROM run", "0");
    assert_query("SELECT count(*) FROM source", "0");
    assert_query("SELECT count(*) FROM response", "0");
}
END_TEST

START_TEST(test_no_permission)
{
    write_text("a.csv", first_answers);
    ck_assert_int_eq(chmod(write_text("b.csv", first_answers), 0), 0);
    if (geteuid() == 0)
        return; /* root may read everything: see test_unreadable */
    INGEST(1, LIBRARY, path_of(""));
    assert_query("SELECT count(*) FROM source", "0");
}
END_TEST

START_TEST(test_usage)
{
    INGEST(2, LIBRARY, path_of("no such folder"));
    assert_said("no such folder\" does not exist");
    assert_ends(start_ingest(LIBRARY, (const char *const[]){NULL}), 2);
    assert_said("name the files or folders to load");
    INGEST(2, LIBRARY, "--encoding", "latin1", path_of(""));
    assert_ends(start_ingest("tests/data/configs", "no-such", (const char *const[]){"in", NULL}),
                2);
    assert_query("SELECT count(*) FROM run", "0");
    INGEST(0, LIBRARY, path_of("")); /* an empty folder */
    assert_said("0 submissions");
}
END_TEST

/* What spreadsheet programs and systems leave behind is no response. */
START_TEST(test_passed_over)
{
    write_text("a.csv", first_answers);
    write_text("~$a.xlsx", "lock");
    write_text(".~lock.a.csv#", "lock");
    write_text("Thumbs.db", "pictures");
    write_text("desktop.ini", "[x]");
    run_command(arena_printf(&kept, "mkdir '%s/in/__MACOSX' '%s/in/sub'", folder, folder));
    write_text("__MACOSX/a.csv", "fork");
    write_text("sub/b.csv", "unit,visits\nL004,1\n");
    INGEST(0, LIBRARY, path_of(""));
    assert_query("SELECT string_agg(regexp_replace(file, '.*/in/*', ''), ',') FROM source",
                 "a.csv,sub/b.csv");
}
END_TEST

/* Names that came out of a Windows archive, and names that are no text at all. */
START_TEST(test_file_names)
{
    write_text("\x8E\x73.csv", "unit,visits\nL001,1\n");
    write_text("\xFF\xFE.csv", "unit,visits\nL002,1\n");
    write_text("\x92\xAC.xlsx", "no workbook");
    write_text("市.csv", "unit,visits\nL003,1\n");
    INGEST(3, LIBRARY, path_of(""));
    assert_query("SELECT string_agg(regexp_replace(file, '.*/', ''), ',' ORDER BY source) "
                 "FROM source",
                 "市.csv,町.xlsx,市.csv,??.csv");
    assert_query("SELECT count(*) FROM response", "3");
}
END_TEST

static void wait_until(const char *statement, const char *expected)
{
    for (int i = 0; i < 400 && strcmp(query(statement), expected) != 0; i++)
        nanosleep(&(struct timespec){.tv_nsec = 50 * 1000 * 1000}, NULL);
    assert_query(statement, expected);
}

/* A table is locked, so that the run stops in its last step, with everything else done. */
START_TEST(test_killed)
{
    write_text("1.csv", first_answers);
    INGEST(0, LIBRARY, path_of("1.csv"));
    const char *former = dump();
    write_text("2.csv", "unit,visits\nL001,7\nL009,1\n");
    write_branch("3.xlsx", "L005", NULL);
    static const char waiting[] = "SELECT count(*) FROM pg_stat_activity "
                                  "WHERE application_name = 'renkei-ingest' "
                                  "AND wait_event_type = 'Lock'";
    query("BEGIN");
    query("LOCK TABLE finding IN EXCLUSIVE MODE");
    pid_t child = start_ingest(LIBRARY, (const char *const[]){path_of(""), NULL});
    wait_until(waiting, "1");
    ck_assert_int_eq(kill(child, SIGKILL), 0);
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
    query("COMMIT");
    wait_until("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'renkei-ingest'",
               "0");
    assert_same(former, dump());
    assert_query("SELECT count(*) FROM run", "1");
    INGEST(0, LIBRARY, path_of(""));
    assert_query(responses, "L001:7: | L002:6:そのまま | L005:: | L009:1:");
}
END_TEST

/* ---- The suite ---- */

static TCase *new_case(Suite *suite, const char *name)
{
    enum { SECONDS = 120 }; /* the machine may be busy */
    TCase *tests = tcase_create(name);
    tcase_set_timeout(tests, SECONDS);
    tcase_add_checked_fixture(tests, setup_with_configs, teardown_with_configs);
    suite_add_tcase(suite, tests);
    return tests;
}

static Suite *ingest_suite(void)
{
    Suite *suite = suite_create("ingest");
    TCase *reading = new_case(suite, "reading");
    tcase_add_loop_test(reading, test_writings, UTF8, STATED_CP932 + 1);
    tcase_add_test(reading, test_missing_and_other_columns);
    tcase_add_test(reading, test_a_wrong_answer);
    tcase_add_test(reading, test_forms);
    tcase_add_loop_test(reading, test_rejection, 0, LENGTH(rejections));
    tcase_add_loop_test(reading, test_form_name, 0, LENGTH(form_names));
    TCase *units = new_case(suite, "units");
    tcase_add_test(units, test_resubmission);
    tcase_add_test(units, test_resubmission_in_one_run);
    tcase_add_test(units, test_same_row_in_another_file);
    tcase_add_test(units, test_twice_keeps_the_former);
    tcase_add_test(units, test_replicas);
    TCase *unchanged = new_case(suite, "unchanged");
    tcase_add_test(unchanged, test_same_file_twice);
    tcase_add_test(unchanged, test_dry_run);
    tcase_add_loop_test(unchanged, test_unreadable, 0, LENGTH(unreadable));
    tcase_add_test(unchanged, test_no_permission);
    tcase_add_test(unchanged, test_usage);
    tcase_add_test(unchanged, test_passed_over);
    tcase_add_test(unchanged, test_file_names);
    tcase_add_test(unchanged, test_killed);
    return suite;
}

int main(void)
{
    server_start();
    SRunner *runner = srunner_create(ingest_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
