/*
 * What the name of a form's file says about its unit, beside what stands in the form; and how names
 * are folded before they are compared.
 */
#include "common/frame_names.h"
#include "tests/unit_match.h"

/* ---- The name of the file ---- */

static const struct {
    const char *form, *typed, *path;
    const char *code; /* NULL: refused */
    enum finding_code finding;
    const char *extra;
} files[] = {
    {"municipality", "112241", "112241-戸田市.xlsx", "112241", FINDING_NONE, ""},
    {"municipality", "112241", "in/112241.xlsx", "112241", FINDING_NONE, ""},
    {"municipality", "112241", "戸田市.xlsx", "112241", FINDING_NONE, ""},
    {"municipality", "112241", "11-224.xlsx", "112241", FINDING_NONE, ""},
    {"municipality", "112241", "11-345.xlsx", "112241", FINDING_NONE, ""},
    {"municipality", "112241", "回答.xlsx", "112241", FINDING_NONE, ""},
    {"municipality", "112241", "20220216_最終版(2).xlsx", "112241", FINDING_NONE, ""},
    {"municipality", "112241", "【埼玉県戸田市】調査票.xlsx", "112241", FINDING_NONE, ""},
    {"municipality", "132063", "府中市.xlsx", "132063", FINDING_NONE, ""},
    {"municipality", "131024", "中央区.xlsx", "131024", FINDING_NONE, ""},
    {"municipality", "011002", "中央区.xlsx", "011002", FINDING_NONE, ""},
    {"municipality", "112241", "112241-戸田市/011002-札幌市.xlsx", "112241", FINDING_FILE_NAME,
     "011002 北海道 札幌市 → 112241 埼玉県 戸田市"},
    {"municipality", "112241", "埼玉県_蕨市_回答.xlsx", "112241", FINDING_FILE_NAME,
     "112232 埼玉県 蕨市 → 112241 埼玉県 戸田市"},
    {"municipality", "112241", "回答　蕨市 最終.xlsx", "112241", FINDING_FILE_NAME,
     "112232 埼玉県 蕨市 → 112241 埼玉県 戸田市"},
    {"municipality", "112241", "11-223.xlsx", "112241", FINDING_FILE_NAME,
     "112232 埼玉県 蕨市 → 112241 埼玉県 戸田市"},
    {"municipality", "112241", "府中市在宅医療調査.xlsx", "112241", FINDING_FILE_NAME,
     "132063 東京都 府中市、342084 広島県 府中市 → 112241 埼玉県 戸田市"},
    {"municipality", "132063", "広島県 府中市.xlsx", "132063", FINDING_FILE_NAME,
     "342084 広島県 府中市 → 132063 東京都 府中市"},
    {"municipality", "府中市", "広島県府中市.xlsx", "342084", FINDING_UNIT_BY_FILE,
     "342084 広島県 府中市"},
    {"municipality", "府中市", "132063.xlsx", "132063", FINDING_UNIT_BY_FILE,
     "132063 東京都 府中市"},
    {"municipality", "12203", "市川市.xlsx", "122033", FINDING_UNIT_BY_FILE,
     "122033 千葉県 市川市"},
    {"municipality", "中央区", "131024.xlsx", "131024", FINDING_UNIT_BY_FILE,
     "131024 東京都 中央区"},
    {"municipality", "中央区", "中央区.xlsx", NULL, FINDING_AMBIGUOUS_NAME, "131024 東京都 中央区"},
    {"municipality", "府中市", "府中市.xlsx", NULL, FINDING_AMBIGUOUS_NAME,
     "132063 東京都 府中市、342084 広島県 府中市"},
    {"municipality", "府中市", "札幌市.xlsx", NULL, FINDING_AMBIGUOUS_NAME,
     "132063 東京都 府中市、342084 広島県 府中市"},
    {"municipality", "", "112241-戸田市.xlsx", NULL, FINDING_UNKNOWN_UNIT_FILE,
     "112241 埼玉県 戸田市"},
    {"municipality", "とだ", "112241-戸田市.xlsx", NULL, FINDING_UNKNOWN_UNIT_FILE,
     "112241 埼玉県 戸田市"},
    {"municipality", "075226", "075221.xlsx", NULL, FINDING_INSURER_NUMBER, "075221 福島県 小野町"},
    {"municipality", "", "回答.xlsx", NULL, FINDING_UNKNOWN_UNIT, ""},
    {"municipality", "112241", "\x93\xFA\x8E\x73.xlsx", "112241", FINDING_NONE, ""},
    {"municipality", "112241", "", "112241", FINDING_NONE, ""},
    {"municipality", "112241#3", "112241#3.xlsx", "112241#3", FINDING_NONE, ""},
    {"prefecture", "13", "13-東京都.xlsx", "13", FINDING_NONE, ""},
    {"prefecture", "13", "埼玉県.xlsx", "13", FINDING_FILE_NAME, "11 埼玉県 → 13 東京都"},
    {"branch", "L001", "L001-図書館01.xlsx", "L001", FINDING_NONE, ""},
    {"branch", "L001", "12345.xlsx", "L001", FINDING_NONE, ""},
};

START_TEST(test_file)
{
    struct unit_match match =
        unit_find_in_file(&arena, frame_of(files[_i].form), files[_i].typed, files[_i].path);
    ck_assert_msg(match.finding == files[_i].finding, "%s: %s", files[_i].path,
                  match.finding ? message_of(&match, false) : "no finding");
    ck_assert_str_eq(match.candidates, files[_i].extra);
    ck_assert_int_eq(match.result == UNIT_FOUND, files[_i].code != NULL);
    if (files[_i].code)
        ck_assert_str_eq(match.code, files[_i].code);
}
END_TEST

static const struct {
    const char *typed, *path;
    const char *ja, *en;
} said[] = {
    {"112241", "in/蕨市.xlsx",
     "W010 ファイル名「蕨市.xlsx」が調査票の団体と違います(ファイル名 → 調査票: "
     "112232 埼玉県 蕨市 → 112241 埼玉県 戸田市) / "
     "調査票の団体の回答としました。どの団体の回答か確かめてください",
     "W010 the file name \"蕨市.xlsx\" names another unit than the form (file name → form: "
     "112232 埼玉県 蕨市 → 112241 埼玉県 戸田市) / "
     "counted for the unit of the form; ask whose answer it is"},
    {" 12203", "市川市.xlsx",
     "W011 団体「 12203」は一つに決まらないため、ファイル名により 122033 千葉県 市川市 としました "
     "/ "
     "団体を確かめてください",
     "W011 \" 12203\" alone does not say which unit; by the name of the file it is "
     "122033 千葉県 市川市 / check the unit"},
    {"", "戸田市.xlsx",
     "R021 客体名簿にない団体「」です(ファイル名によれば 112241 埼玉県 戸田市) / "
     "調査票の団体コードを確かめてください",
     "R021 the unit \"\" is not in the frame; the name of the file says 112241 埼玉県 戸田市 / "
     "check the code in the form"},
};

START_TEST(test_said_of_file)
{
    struct unit_match match =
        unit_find_in_file(&arena, municipalities(), said[_i].typed, said[_i].path);
    ck_assert_str_eq(message_of(&match, true), said[_i].ja);
    ck_assert_str_eq(message_of(&match, false), said[_i].en);
}
END_TEST

/* ---- Folding ---- */

static const struct {
    const char *text, *folded;
} folds[] = {
    {"", ""},
    {"青 森　市\t", "青森市"},
    {"ＡＢＣ（１２）", "ABC(12)"},
    {"ﾊﾞﾊﾟｱﾝｦｰ", "バパアンヲー"},
    {"は\xE3\x82\x9Aは\xE3\x82\x99", "ぱば"},
    {"ガ", "ガ"},
    {"ヶケが", "ヶケが"}, /* not one another */
    {"葛\xEF\xB8\x80飾", "葛飾"},
    {"\xEF\xBB\xBF市", "市"},
    {"\xFF市\xE3\x82", "\xFF市\xE3\x82"},
    {"髙", "髙"},
};

START_TEST(test_fold)
{
    ck_assert_str_eq(frame_fold(&arena, folds[_i].text), folds[_i].folded);
}
END_TEST

static Suite *unit_files_suite(void)
{
    Suite *suite = suite_create("unit files");
    TCase *names = tcase_create("names");
    tcase_add_unchecked_fixture(names, setup, teardown);
    tcase_add_loop_test(names, test_file, 0, LENGTH(files));
    tcase_add_loop_test(names, test_said_of_file, 0, LENGTH(said));
    tcase_add_loop_test(names, test_fold, 0, LENGTH(folds));
    suite_add_tcase(suite, names);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(unit_files_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
