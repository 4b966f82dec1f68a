/*
 * The texts of what rejects a submission as a whole or warns about it; those of single answers
 * stand in check_cases.h beside the answers that produce them. No code lacks its case.
 */
#include "ingest/finding.h"
#include "tests/check_cases.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

static const struct {
    enum finding_code code;
    const char *raw, *extra, *ja, *en;
} wholes[] = {
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
     "R011 同じ団体「L001」の回答が一つのファイルに複数あります(2, 5) / "
     "正しい行又はシートだけを残して再提出してください",
     "R011 the unit \"L001\" stands more than once in this file: 2, 5 / keep the right row or "
     "sheet only"},
    {FINDING_ENCODING, "", "",
     "R012 文字コードを判別できません / UTF-8 または CP932(Shift_JIS)で保存し直してください",
     "R012 the text is neither UTF-8 nor CP932 / save it again as UTF-8"},
    {FINDING_AREA_CODE, "143201", "高座郡: 143219",
     "R013 「143201」は市区町村ではなく、郡(北海道の振興局、東京都の支庁を含む)です"
     "(候補 高座郡: 143219) / 回答した町村の6桁の団体コードを確かめてください",
     "R013 \"143201\" is an area of several municipalities: 高座郡: 143219 / "
     "ask the sender for the code of the municipality that answers"},
    {FINDING_WARD, "011011", "札幌市",
     "R014 「011011」は政令指定都市の行政区です(市: 札幌市) / "
     "行政区ごとではなく、市として一つの回答を提出してもらってください",
     "R014 \"011011\" is a ward of a designated city: 札幌市 / "
     "ask for one answer of the city as a whole"},
    {FINDING_PREFECTURE_CODE, "13", "東京都",
     "R015 「13」は市区町村ではなく、都道府県です(東京都) / "
     "市区町村の6桁の団体コードを確かめてください",
     "R015 \"13\" is a prefecture, no municipality: 東京都 / "
     "ask the sender for the code of the municipality"},
    {FINDING_MUNICIPALITY_CODE, "011002", "北海道",
     "R016 「011002」は都道府県ではなく、市区町村です(都道府県: 北海道) / "
     "都道府県の回答か、調査票の種類を確かめてください",
     "R016 \"011002\" is a municipality, not a prefecture; its prefecture is 北海道 / "
     "check whose answer it is, and the form"},
    {FINDING_INSURER_NUMBER, "075226", "075221",
     "R017 「075226」は団体コードではなく、介護保険者番号です(候補: 075221) / "
     "団体コードで記入してもらってください",
     "R017 \"075226\" is the number of a long-term care insurer, not a code; probably 075221 / "
     "ask the sender for the code of the municipality"},
    {FINDING_CHECK_DIGIT, "011003", "011002",
     "R018 団体コード「011003」の検査数字が合いません(候補: 011002) / "
     "6桁の団体コードを確かめてください",
     "R018 the check digit of \"011003\" is wrong; perhaps 011002 / "
     "ask the sender to check the code with 6 digits"},
    {FINDING_AMBIGUOUS_NAME, "府中市", "a、b",
     "R019 団体名「府中市」は一つに決まりません(候補: a、b) / "
     "都道府県名を付けるか、6桁の団体コードで記入してもらってください",
     "R019 the name \"府中市\" alone does not say which unit: a、b / "
     "ask the sender for the prefecture or the code with 6 digits"},
    {FINDING_UNIT_CONFLICT, "011002 函館市", "a、b",
     "R020 「011002 函館市」の団体コードと団体名が合いません(候補: a、b) / "
     "どちらが正しいか確かめてください",
     "R020 code and name in \"011002 函館市\" do not belong together: a、b / "
     "ask the sender which one is right"},
    {FINDING_UNKNOWN_UNIT_FILE, "999", "a",
     "R021 客体名簿にない団体「999」です(ファイル名によれば a) / "
     "調査票の団体コードを確かめてください",
     "R021 the unit \"999\" is not in the frame; the name of the file says a / "
     "check the code in the form"},
    {FINDING_LIMIT, "", "the limit",
     "R030 圧縮ファイルが安全のための上限を超えています: the limit / "
     "分割するか、圧縮せずに再提出してもらってください",
     "R030 the compressed file is over a limit: the limit / "
     "ask the sender to split it, or to send it uncompressed"},
    {FINDING_MEMBER_NAME, "../a.csv", "the name leads out of the ZIP file",
     "R031 ZIP 内のファイル名「../a.csv」のため開きません: ZIP の外を指す名前です / "
     "調査票や CSV だけを入れて ZIP を作り直したものを再提出してもらってください",
     "R031 the member \"../a.csv\" of the ZIP file is not opened: the name leads out of the ZIP "
     "file / ask the sender to make the ZIP file anew, with forms and CSV files only"},
    {FINDING_ENCRYPTED, "", "",
     "R032 ZIP 内のファイルにパスワードが掛かっています / "
     "パスワードを掛けずに再提出してもらってください",
     "R032 the member of the ZIP file is locked by a password / "
     "ask the sender to send it again without a password"},
    {FINDING_OVERLAP, "", "",
     "R033 ZIP 内のファイルが互いに重なっています(いわゆる ZIP 爆弾のおそれ) / "
     "開かずに、提出元に確かめてください",
     "R033 members of the ZIP file overlap, as in a ZIP bomb / "
     "do not open it; ask the sender what it is"},
    {FINDING_NESTED, "", "",
     "R034 ZIP の中の ZIP に、さらに ZIP が入っています / "
     "ZIP を展開し、調査票や CSV を入れ直したものを再提出してもらってください",
     "R034 a ZIP file in a ZIP file in a ZIP file / "
     "ask the sender to unpack it and to send the forms and CSV files"},
    {FINDING_UNKNOWN_QUERY, "7", "112241",
     "R022 照会番号「7」の照会票は、この調査で出した照会と合いません(団体「112241」) / "
     "照会番号と団体、照会票を出したデータベースを確かめてください",
     "R022 query \"7\" to unit \"112241\" was not sent out from this database / "
     "check the number and the unit, and from which database it was sent out"},
    {FINDING_REPLACED, "7", "",
     "R023 照会番号「7」で照会した回答は、その後の提出で差し替えられています / "
     "訂正は反映していません。新しい回答について照会し直してください",
     "R023 the answers that query \"7\" asks about have been replaced since / "
     "nothing of it was applied; send out a query about the new answers"},
    {FINDING_CORRECTION, "9", "the form has no such answer",
     "E012 訂正後の回答は使えません: この調査票にない回答です / "
     "調査票を再提出してもらってください",
     "E012 the correction cannot be used: the form has no such answer / "
     "ask the sender for a new form"},
    {FINDING_NO_REASON, "○", "2",
     "W006 照会事項 2 の「確認」に○がありますが、理由がありません / "
     "照会中のままとします。理由を記入してもらってください",
     "W006 item 2 of the query is confirmed without a reason / it stays open; ask for the reason"},
    {FINDING_BLANK_QUERY, "7", "",
     "W008 照会番号「7」の照会票に記入がありません / "
     "照会中のままとします。記入したものを再提出してもらってください",
     "W008 query \"7\" came back without any answer / "
     "it stays open; ask the sender to fill it in and to send it again"},
    {FINDING_REASON_ONLY, "確認済み", "2",
     "W009 照会事項 2 に理由「確認済み」がありますが、「確認」に○がなく、訂正もありません / "
     "照会中のままとします。このとおりで正しいか確かめてください",
     "W009 item 2 of the query has a reason, \"確認済み\", but is neither confirmed nor corrected "
     "/ "
     "it stays open; ask whether the answer is right as it stands"},
    {FINDING_SHEET_NOT_READ, "", "",
     "R024 調査票のようなシートですが、回答欄の位置が分からないため、読み取っていません / "
     "配布した調査票に記入し直したものを、団体ごとのファイルで再提出してもらってください",
     "R024 the sheet looks like a form, but where its answers stand cannot be told: it was not "
     "read / "
     "ask the sender to fill in the form as it was sent out, one file for each unit"},
    {FINDING_HIDDEN_UNIT, "A", "A → B",
     "R025 調査票に表示された団体「A」が、配布時の団体と違います(表示 → 配布時: A → B) / "
     "どの団体の回答か確かめ、その団体に配布した調査票で再提出してもらってください",
     "R025 the unit \"A\" on the sheet is not the one the form was made for (shown → made for: A → "
     "B) / "
     "ask whose answer it is, and for the form that was made for that unit"},
    {FINDING_UNKNOWN_UNIT_SHEET, "999", "a",
     "R026 客体名簿にない団体「999」です(シート名によれば a) / "
     "シートの団体コードを確かめてください",
     "R026 the unit \"999\" is not in the frame; the name of the sheet says a / "
     "check the code on the sheet"},
    {FINDING_OVERTAKING, "A", "b.xlsx",
     "W014 団体「A」の提出が同じ取込みに複数ありました(先のもの: b.xlsx) / "
     "後のものを採用しました。どちらが正しいか確かめてください",
     "W014 the unit \"A\" came more than once in one run; before this: b.xlsx / "
     "the last one counts; ask which is right"},
    {FINDING_FORMULA, "=", "",
     "E014 セルに数式があり、計算結果が保存されていません / "
     "数式ではなく値を記入してください",
     "E014 the cell holds a formula without its result / "
     "type the value, not a formula"},
    {FINDING_JOINED, "3", "",
     "E013 複数の回答欄が一つのセルに結合されているため、値「3」がどの欄の回答か分かりません / "
     "セルの結合を解除し、欄ごとに記入してください",
     "E013 the cells of several answers were merged into one: whose \"3\" is cannot be told / "
     "unmerge the cells and answer in each of them"},
    {FINDING_SHEET_NAME, "A", "A → B",
     "W012 シート名「A」がシートに記入された団体と違います(シート名 → 記入: A → B) / "
     "記入された団体の回答としました。どの団体の回答か確かめてください",
     "W012 the sheet name \"A\" names another unit than the sheet itself (name → sheet: A → B) / "
     "counted for the unit on the sheet; ask whose answer it is"},
    {FINDING_UNIT_BY_SHEET, "府中市", "a",
     "W013 団体「府中市」は一つに決まらないため、シート名により a としました / "
     "団体を確かめてください",
     "W013 \"府中市\" alone does not say which unit; by the name of the sheet it is a / "
     "check the unit"},
    {FINDING_FILE_NAME, "a.xlsx", "A → B",
     "W010 ファイル名「a.xlsx」が調査票の団体と違います(ファイル名 → 調査票: A → B) / "
     "調査票の団体の回答としました。どの団体の回答か確かめてください",
     "W010 the file name \"a.xlsx\" names another unit than the form (file name → form: A → B) / "
     "counted for the unit of the form; ask whose answer it is"},
    {FINDING_UNIT_BY_FILE, "府中市", "a",
     "W011 団体「府中市」は一つに決まらないため、ファイル名により a としました / "
     "団体を確かめてください",
     "W011 \"府中市\" alone does not say which unit; by the name of the file it is a / "
     "check the unit"},
};

START_TEST(test_whole)
{
    struct arena arena = {0};
    struct finding finding = {.code = wholes[_i].code,
                              .raw = wholes[_i].raw,
                              .extra = wholes[_i].extra,
                              .sheet = "",
                              .cell = ""};
    for (int japanese = 0; japanese < 2; japanese++)
        ck_assert_str_eq(arena_printf(&arena, "%s %s / %s", finding_code_text(&finding),
                                      finding_message(&arena, &finding, japanese),
                                      finding_hint(&arena, &finding, japanese)),
                         japanese ? wholes[_i].ja : wholes[_i].en);
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

/* A line of the cases of single answers begins with the code, in both languages. */
static bool has_line(const char *lines, const char *code)
{
    for (const char *line = lines; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, code, strlen(code)) == 0 && line[strlen(code)] == ' ')
            return true;
    }
    return false;
}

static bool is_among(const struct check_case *cases, int count, const char *code)
{
    for (int i = 0; i < count; i++)
        if (has_line(cases[i].findings, code) && has_line(cases[i].english, code))
            return true;
    return false;
}

static bool has_case(enum finding_code code, const char *text)
{
    for (int i = 0; i < LENGTH(wholes); i++)
        if (wholes[i].code == code)
            return true;
    return is_among(found, LENGTH(found), text) || is_among(blank, LENGTH(blank), text);
}

START_TEST(test_every_code_has_a_case)
{
    struct finding finding = {.code = (enum finding_code)_i};
    const char *text = finding_code_text(&finding);
    ck_assert_msg(text != NULL, "the code %d has no texts", _i);
    ck_assert_msg(has_case(finding.code, text), "no case shows the messages of %s", text);
}
END_TEST

static Suite *finding_suite(void)
{
    Suite *suite = suite_create("finding");
    TCase *texts = tcase_create("texts");
    tcase_add_loop_test(texts, test_whole, 0, LENGTH(wholes));
    tcase_add_loop_test(texts, test_every_code_has_a_case, FINDING_NONE + 1, FINDING_EDIT);
    tcase_add_test(texts, test_severities);
    suite_add_tcase(suite, texts);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(finding_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
