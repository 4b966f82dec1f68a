/*
 * What `renkei ingest` refuses: every reason there is, with its whole message, exit status 3 and
 * all other submissions loaded.
 */
#include "tests/ingest_run.h"
#include "tests/lxw_leak.h"
#include "tests/make_workbook.h"

static const char findings[] =
    "SELECT coalesce(string_agg(code || ' ' || severity || ' ' || "
    "regexp_replace(file, '.*/', '') || ':' || line || ' ' || item || ' [' || raw || '] ' || "
    "message || ' / ' || hint, E'\\n' ORDER BY source, ordinal, position), '') FROM finding "
    "WHERE code <> 'W003'";

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
    const char *finding; /* as the query `findings` shows them, a pattern for LIKE */
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
     "R001 error names.xlsx:0  [] ファイルを読み取れません: 回答欄の名前が失われています / "
     "ファイルを開いて確かめ、保存し直したものを再提出してもらってください",
     0},
    {"empty.csv", MADE_TEXT, "", NULL, false,
     "R001 error empty.csv:1  [] ファイルを読み取れません: ファイルが空です / "
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
     "Excel 97-2003 形式(.xls)、又はパスワード付き / "
     "配布した Excel 調査票(.xlsx)か CSV で提出してもらってください",
     0},
    {"letter.txt", MADE_TEXT, "unit,visits\nL001,1\n", NULL, false,
     "R002 error letter.txt:0  [] 調査票でも CSV でもないファイルです: 不明な内容 / "
     "配布した Excel 調査票(.xlsx)か CSV で提出してもらってください",
     0},
    {"empty.xlsx", MADE_TEXT, "", NULL, false,
     "R002 error empty.xlsx:0  [] 調査票でも CSV でもないファイルです: ファイルが空です / "
     "配布した Excel 調査票(.xlsx)か CSV で提出してもらってください",
     0},
    {"large.xlsx", MADE_LARGE, NULL, NULL, false,
     "R002 error large.xlsx:0  [] 調査票でも CSV でもないファイルです: 20 MiB を超えるファイル / "
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
    {"unit.csv", MADE_TEXT, "unit,visits\nL001,1\n図書館99,2\n,3\n", NULL, false,
     "R006 error unit.csv:3  [図書館99] 客体名簿にない団体「図書館99」です / "
     "団体コード(5桁または6桁)を確かめてください\n"
     "R006 error unit.csv:4  [] 客体名簿にない団体「」です / "
     "団体コード(5桁または6桁)を確かめてください",
     1},
    {"two.csv", MADE_TEXT, "unit,vision\n12203,1\n122033,2\n", NULL, true,
     "R007 error two.csv:2  [12203] 団体コード「12203」は一つに決まりません"
     "(候補: %士別市%) / 6桁のコードで記入してもらってください",
     1},
    {"names.csv", MADE_TEXT,
     "unit,vision\n青森県 青森市,1\n府中市,2\n塩釜市,3\n143201,1\n075226 小野町,1\n", NULL, true,
     "R019 error names.csv:3  [府中市] 団体名「府中市」は一つに決まりません"
     "(候補: 132063 東京都 府中市、342084 広島県 府中市) / "
     "都道府県名を付けるか、6桁の団体コードで記入してもらってください\n"
     "R013 error names.csv:5  [143201] "
     "「143201」は市区町村ではなく、郡(北海道の振興局、東京都の支庁を"
     "含む)です(候補 高座郡: 143219 神奈川県 寒川町) / "
     "回答した町村の6桁の団体コードを確かめてください\n"
     "R017 error names.csv:6  [075226 小野町] 「075226 "
     "小野町」は団体コードではなく、介護保険者番号です"
     "(候補: 075221 福島県 小野町) / 団体コードで記入してもらってください",
     2},
    {"header.csv", MADE_TEXT, "unit,visits,来館者,seats\nL001,1,2,3\nL003,1,2,3\n", NULL, false,
     "R008 error header.csv:1  [] 見出し行がどの調査票とも合いません(不明な列: 来館者、seats) / "
     "1列目を unit とし、列名をコードブックの項目名に合わせてください",
     0},
    {"first.csv", MADE_TEXT, "code,visits\nL001,1\n", NULL, false,
     "R008 error first.csv:1  [] 見出し行がどの調査票とも合いません(不明な列: code) / "
     "1列目を unit とし、列名をコードブックの項目名に合わせてください",
     0},
    {"again.csv", MADE_TEXT, "unit,visits,wishes,visits\nL001,1,,2\n", NULL, false,
     "R008 error again.csv:1  [] 見出し行がどの調査票とも合いません(不明な列: visits) / "
     "1列目を unit とし、列名をコードブックの項目名に合わせてください",
     0},
    {"both.csv", MADE_TEXT, "unit,council,remarks\n011002,1,\n", NULL, true,
     "R009 error both.csv:1  [] 見出し行が複数の調査票に合います(municipality、prefecture) / "
     "--form で調査票の種類を指定してください",
     0},
    {"fields.csv", MADE_TEXT, "unit,visits\nL001,1\nL003,1,000\nL004\n", NULL, false,
     "R010 error fields.csv:3  [3] 列の数が見出し行と違います(3 列、見出しは 2 列) / "
     "引用符とカンマを確かめてください\n"
     "R010 error fields.csv:4  [1] 列の数が見出し行と違います(1 列、見出しは 2 列) / "
     "引用符とカンマを確かめてください",
     1},
    {"twice.csv", MADE_TEXT, "unit,visits\nL003,1\nL001,3\nL003,2\n", NULL, false,
     "R011 error twice.csv:2  [L003] 同じ団体「L003」の回答が一つのファイルに複数あります(2, 4) / "
     "正しい行又はシートだけを残して再提出してください\n"
     "R011 error twice.csv:4  [L003] 同じ団体「L003」の回答が一つのファイルに複数あります(2, 4) / "
     "正しい行又はシートだけを残して再提出してください",
     1},
    {"bytes.csv", MADE_TEXT, "unit,wishes\nL001,\xFF\xFE\x80\n", NULL, false,
     "R012 error bytes.csv:1  [] 文字コードを判別できません / "
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
     "R012 error named.csv:1  [] 文字コードを判別できません / "
     "UTF-8 または CP932(Shift\\_JIS)で保存し直してください",
     0},
    /* found out by content, in the columns too */
    {"cp932.csv", MADE_TEXT, "unit,\x8E\x73,wishes\nL001,1,\x8E\x73\n", NULL, false,
     "R008 error cp932.csv:1  [] 見出し行がどの調査票とも合いません(不明な列: 市) / "
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
    const char *bytes = read_whole(write_branch(name, "L001", NULL), &length);
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

/* What is wrong is refused with its reason, whatever is right is loaded; so it stays when
 * everything is made anew and the same folder comes again. */
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
    ingest_rejected(_i, "--rebuild");
    assert_same(former, dump());
}
END_TEST

/* ---- Several files ---- */

/* Each sender is to be told, so each file is listed. */
START_TEST(test_same_bytes_twice)
{
    write_text("a.pdf", "%PDF-1.4");
    write_text("b.pdf", "%PDF-1.4");
    write_text("c.csv", "unit,visits\nL001,3\n");
    INGEST(3, LIBRARY, path_of(""));
    assert_query("SELECT string_agg(regexp_replace(file, '.*/', ''), ' ' ORDER BY source) "
                 "FROM finding WHERE code = 'R002'",
                 "a.pdf b.pdf");
    INGEST(3, LIBRARY, path_of(""));
    assert_query("SELECT count(*) FROM finding WHERE code = 'R002'", "2");
}
END_TEST

START_TEST(test_unit_in_two_files)
{
    write_text("a.csv", "unit,visits\nL001,3\nL002,4\n");
    write_text("b.csv", "unit,visits\nL001,5\n");
    INGEST(0, LIBRARY, path_of(""));
    static const char *const overtaken =
        "SELECT string_agg(regexp_replace(file, '.*/', '') || ':' || line || ' ' || raw || ' ' || "
        "regexp_replace(message, '/.*/', ''), E'\\n') FROM finding WHERE code = 'W014'";
    static const char expected[] =
        "b.csv:2 L001 団体「L001」の提出が同じ取込みに複数ありました(先のもの: a.csv)";
    assert_query(overtaken, expected);
    assert_query("SELECT value::text FROM number WHERE unit = 'L001'", "5");
    write_text("c.csv", "unit,visits\nL002,6\n");
    INGEST(0, LIBRARY, path_of("")); /* a correction in a later run is none */
    assert_query(overtaken, expected);
    INGEST(0, LIBRARY, "--rebuild");
    assert_query(overtaken, expected);
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

static Suite *rejected_suite(void)
{
    enum { SECONDS = 120 }; /* the machine may be busy */
    Suite *suite = suite_create("ingest rejected");
    TCase *tests = tcase_create("rejected");
    tcase_set_timeout(tests, SECONDS);
    tcase_add_checked_fixture(tests, setup_with_configs, teardown_with_configs);
    tcase_add_loop_test(tests, test_rejection, 0, LENGTH(rejections));
    tcase_add_test(tests, test_same_bytes_twice);
    tcase_add_test(tests, test_unit_in_two_files);
    tcase_add_loop_test(tests, test_form_name, 0, LENGTH(form_names));
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    server_start();
    SRunner *runner = srunner_create(rejected_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
