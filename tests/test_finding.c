/*
 * The texts of what rejects a submission as a whole; those of single answers stand in test_check.c
 * beside the answers that produce them.
 */
#include "ingest/finding.h"

#include <check.h>
#include <stdlib.h>

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

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

static Suite *finding_suite(void)
{
    Suite *suite = suite_create("finding");
    TCase *texts = tcase_create("texts");
    tcase_add_loop_test(texts, test_rejection, 0, LENGTH(rejections));
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
