/*
 * Published tables as files: as people make them, odd, wrong and hostile; with a codebook; and the
 * program as people run it.
 */
#include "tests/audit_tables.h"

#include <limits.h>
#include <sys/wait.h>

/* ---- Files as people make them ---- */

static const struct file_case {
    const char *text;
    const char *expected;
} file_cases[] = {
    /* a mark of UTF-8, quoted fields, a line break in a label */
    {"\xEF\xBB\xBF\"figure\",\"question\",\"option\",\"base\",\"percent\"\r\n"
     "\"f\",\"q\",\"在宅\n医療\",\"8\",\"12.5\"\r\n",
     "row possible; 在宅 医療 possible; "},
    /* Japanese headers with units, full-width digits and signs */
    {"図表,設問,選択肢,ｎ,該当数（名）,割合（％）\n図表６－１０,問１,①,ｎ＝３８,２９名,"
     "７６．３％\n",
     "row possible; ① possible; "},
    {"図表,選択肢,基数,件数,割合\nf,あり,\"1,717\",\"1,183\",68.9%\n",
     "row possible; あり possible; "},
    /* a sign in place of a number; the figure named once */
    {"figure,question,option,base,count,percent\nf,q,1,8,8,100.0\n,q,2,8,－,－\n,q,3,8,-,…\n",
     "row possible; 1 possible; 2 possible; 3 possible; "},
    {"sep=,\r\nquestion,option,base,percent\r\nq,1,8,12.5\r\n,,,\r\n",
     "row possible; 1 possible; "},
    /* columns of remarks, empty columns behind */
    {"question,option,base,percent,備考,_mine,\nq,1,8,12.5,note,x,\n",
     "row possible; 1 possible; "},
    /* one label in two spellings is one option */
    {"question,option,base,percent\nq,ア 医療,8,12.5\nq,ア　医療,8,12.5\n", "row possible; ア 医療 "
                                                                            "possible; "},
};

START_TEST(file_case)
{
    struct audit audit = audit_of(file_cases[_i].text);
    ck_assert_str_eq(described(&audit), file_cases[_i].expected);
}
END_TEST

START_TEST(other_encodings)
{
    /* 選択肢,n,% and 無回答,8,12.5 in CP932 and in UTF-16 */
    static const char cp932[] =
        "\x91\x49\x91\xF0\x8E\x88,n,%\r\n\x96\xB3\x89\xF1\x93\x9A,8,12.5\r\n";
    static const char utf16[] = "\xFF\xFE\x78\x90\x9E\x62\xA2\x80,\0n\0,\0%\0\n\0"
                                "!q\xDE\x56T{,\0008\0,\0001\0002\0.\0005\0\n\0";
    struct audit audit = audit_of_bytes(cp932, sizeof cp932 - 1, 10);
    ck_assert_uint_eq(mistakes.count, 0);
    ck_assert_str_eq(described(&audit), "row possible; 無回答 possible; ");
    audit = audit_of_bytes(utf16, sizeof utf16 - 1, 10);
    ck_assert_msg(mistakes.count == 0, "%s", mistakes.count ? mistakes.at[0].text : "");
    ck_assert_str_eq(described(&audit), "row possible; 無回答 possible; ");
}
END_TEST

static const struct mistake_case {
    const char *text;
    size_t length;        /* 0: to its end */
    const char *expected; /* "line text" of each, in the order found */
} mistake_cases[] = {
    {"", 0, "0 the file is empty; "},
    {"figure,percent\nf,1.0\n", 0, "1 no column names the options; "},
    {"figure,option\nf,1\n", 0, "1 no column has the percentages or the counts; "},
    {"option,percent\n", 0, "0 the file has a header and nothing below it; "},
    {"option,pecrent,percent,割合\n1,2,3,4\n", 0,
     "1 the column \"pecrent\" is not known; 1 two columns are the \"percent\"; "},
    {"option,percent\n1\n1,2,3\n,5\n2,\n", 0,
     "2 1 fields, but there should be 2; 3 3 fields, but there should be 2; "
     "4 option \"\": the line names no option; 5 percent \"\": count and percent are both empty; "},
    {"option,percent,count,base\n1,about 5,3.5,many\n2,-5,-3,1\n", 0,
     "2 base \"many\": not a whole number; 2 count \"3.5\": not a whole number; "
     "2 percent \"about 5\": not a percentage; 3 count \"-3\": not a whole number; "
     "3 percent \"-5\": not a percentage; "},
    {"option,percent,count\n1,5,\"1,23\"\n", 0, "2 count \"1,23\": not a whole number; "},
    {"option,percent\n1,12.3456789\n", 0, "2 percent \"12.3456789\": not a percentage; "},
    {"option,percent,type,base_printed\n1,5,some,maybe\n", 0,
     "2 base_printed \"maybe\": neither yes nor no; "
     "2 type \"some\": neither single nor multiple; "},
    {"option,percent,type\n1,5,single\n2,5,multiple\n", 0,
     "3 type \"multiple\": another line of the same row says otherwise; "},
    {"option,percent\n\"1,5\n", 0, "2 a quoted field is not closed before the end of the file; "},
    {"option,percent\n1,5\0\n", 20, "0 the file is no text in UTF-8, CP932 or UTF-16; "},
    {"option,percent\n\x80\xFF,5\n", 0, "0 the file is no text in UTF-8, CP932 or UTF-16; "},
};

START_TEST(mistake_case)
{
    const struct mistake_case *c = &mistake_cases[_i];
    audit_of_bytes(c->text, c->length ? c->length : strlen(c->text), 10);
    struct str said = {0};
    for (size_t i = 0; i < mistakes.count; i++)
        str_appendf(&said, "%ld %s; ", mistakes.at[i].line, mistakes.at[i].text);
    ck_assert_str_eq(str_text(&said), c->expected);
    str_release(&said);
}
END_TEST

/* 20,000 places of one cell, 20,000 cells of one row, without n: an end, and soon. */
START_TEST(much_of_everything)
{
    struct str text = {0};
    str_append(&text, "figure,question,option,percent\n");
    for (int i = 0; i < 20000; i++)
        str_appendf(&text, "f%d,q,1,%d.0\nrow,r,%d,0.0\nlost%d,s,1,0.001%03d\n", i, i % 100, i, i,
                    i % 1000);
    struct audit audit = audit_of_bytes(text.at, text.length, 10000);
    str_release(&text);
    ck_assert_uint_eq(mistakes.count, 0);
    ck_assert(audit.work <= AUDIT_WORK + 20000);
    ck_assert_int_eq(audit_verdict_of(&audit.table.cells[3].remarks), AUDIT_CONTRADICTION);
    ck_assert_ptr_nonnull(strstr(described(&audit), "1 contradiction other-place not-compared; "));
}
END_TEST

/* ---- With a codebook ---- */

static struct audit audit_with(struct config *config, const char *survey, const char *text)
{
    const char *path = write_file("table.csv", text, strlen(text));
    struct audit audit = {
        .arena = &arena, .table = {.arena = &arena}, .largest_base = 1000, .most_runs = 8};
    ck_assert(config_read(config, "configs", survey));
    audit.table.config = config;
    audit_table_read(&audit.table, &path, 1, &mistakes);
    if (!mistakes.count)
        audit_judge(&audit);
    return audit;
}

/* The figure's number names the question, labels name the options. */
START_TEST(codebook_knows_labels)
{
    struct config config = {0};
    struct audit audit = audit_with(&config, "training-r4",
                                    "図表,選択肢,n,件数,割合\n図表６－９,非常に有意義だった,38,29,"
                                    "76.3\n,有意義だった,,9,23.7\n");
    ck_assert_msg(!mistakes.count, "%s", mistakes.count ? mistakes.at[0].text : "");
    ck_assert_str_eq(audit.table.items[0].question, "overall");
    ck_assert_int_eq(audit.table.items[0].source, AUDIT_FROM_CODEBOOK);
    ck_assert_str_eq(described(&audit), "row possible; 1 possible; 2 possible; ");
    config_release(&config);
}
END_TEST

START_TEST(codebook_refuses_what_it_does_not_know)
{
    struct config config = {0};
    audit_with(&config, "training-r4",
               "figure,question,row,option,percent\nf,nothing,,1,5\nf,overall,x,1,5\n"
               "f,overall,,77,5\nf,,,1,5\n");
    struct str said = {0};
    for (size_t i = 0; i < mistakes.count; i++)
        str_appendf(&said, "%ld %s; ", mistakes.at[i].line, mistakes.at[i].text);
    ck_assert_str_eq(str_text(&said),
                     "2 question \"nothing\": there is no such question; "
                     "3 row \"x\": the question has no such row; "
                     "4 option \"77\": the question has no such option; "
                     "5 question \"\": the line names no question, and tables.yaml no figure of "
                     "this number; ");
    str_release(&said);
    config_release(&config);
}
END_TEST

/* ---- The program ---- */

static const char *file_text(const char *name)
{
    FILE *file = fopen(arena_printf(&arena, "%s/%s", folder, name), "rb");
    ck_assert_ptr_nonnull(file);
    struct str text = {0};
    for (size_t more; (more = fread(str_reserve(&text, 65536), 1, 65536, file)) > 0;)
        text.length += more;
    ck_assert_int_eq(fclose(file), 0);
    const char *copy = arena_copy(&arena, str_text(&text), text.length);
    str_release(&text);
    return copy;
}

/* Its exit status; what it says is in the files "out" and "messages". */
static int run(const char *arguments)
{
    char self[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    ck_assert_int_gt(length, 0);
    self[length] = '\0';
    *strrchr(self, '/') = '\0';
    const char *command =
        arena_printf(&arena, "%s/../bin/renkei-aggregate audit %s >%s/out 2>%s/messages", self,
                     arguments, folder, folder);
    int status = system(command);
    ck_assert(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static const struct run_case {
    const char *arguments;
    int status;
    const char *out; /* a part of it */
    const char *messages;
} run_cases[] = {
    {"configs/r3/published.csv -s r3 --lang en", 0,
     "possible 24, contradictory 0, impossible 0, not decided 0", ""},
    {"configs/r3/published.csv --lang ja", 0, "可能 24、矛盾 0、不可能 0、判定できない 0", ""},
    {"configs/r3/published.csv -q --as text --lang en", 0, "rows of percentages: 24", ""},
    {"configs/r6/published.csv --lang en", 4, "fit n = 39, not 30", ""},
    {"configs/r6/published.csv -s r6 --lang ja", 4, "不可能", ""},
    {"configs/training-r4/published.csv --lang ja", 4, "図表6-10(表)", ""},
    {"configs/r3/published.csv configs/r6/published.csv --lang en", 4, "contradictory 0", ""},
    {"--lang en", 2, "", "no file is named"},
    {"/nowhere/at/all.csv --lang en", 2, "", "/nowhere/at/all.csv: error: No such file"},
    {"configs/r3/codebook.yaml --lang en", 2, "", "configs/r3/codebook.yaml:1: error"},
    {"configs/r3/published.csv -s nothing --lang en", 2, "", "there is no survey \"nothing\""},
    {"configs/r3/published.csv -s r6 --lang en", 2, "",
     "published.csv:3: error: question \"outsourcing\": there is no such question"},
    {"configs/r3/published.csv --up-to 99999999 --lang en", 2, "", "--up-to can be at most"},
    {"configs/r3/published.csv --as xml --lang en", 2, "", "needs one of text|csv"},
    {"--help --lang en", 0, "--up-to", ""},
};

START_TEST(run_case)
{
    const struct run_case *c = &run_cases[_i];
    ck_assert_msg(run(c->arguments) == c->status, "%s: %s", c->arguments, file_text("messages"));
    ck_assert_msg(strstr(file_text("out"), c->out) != NULL, "%.4000s", file_text("out"));
    ck_assert_msg(strstr(file_text("messages"), c->messages) != NULL, "%.4000s",
                  file_text("messages"));
    if (c->status == 2)
        ck_assert_str_eq(file_text("out"), "");
}
END_TEST

/* The table for machines: whole, in Japanese and the same in every language. */
START_TEST(table_for_machines)
{
    static const char text[] = "figure,question,option,base,count,percent\n"
                               "図,q,1,3,,66.6\n図,q,2,3,1,33.3\n";
    const char *path = write_file("t.csv", text, sizeof text - 1);
    ck_assert_int_eq(run(arena_printf(&arena, "--as csv --lang en %s", path)), 4);
    const char *english = file_text("out");
    ck_assert_int_eq(run(arena_printf(&arena, "--as csv --lang ja %s", path)), 4);
    ck_assert_str_eq(english, file_text("out"));
    const char *expected = arena_printf(
        &arena,
        "\xEF\xBB\xBF"
        "\"figure\",\"question\",\"row\",\"option\",\"printed\",\"verdict\",\"reason\","
        "\"explanation\",\"remedy\",\"form\",\"answers\",\"base\",\"count\",\"percent\","
        "\"low\",\"high\",\"sets\",\"bases\",\"file\",\"line\"\r\n"
        "\"図\",\"q\",\"\",\"\",\"\",\"impossible\",\"\",\"\",\"\",\"\",\"single\",\"3\",\"\","
        "\"99.9\",\"\",\"\",\"\",\"\",\"%s\",\"2\"\r\n"
        "\"図\",\"q\",\"\",\"1\",\"66.6%% n=3\",\"impossible\",\"no-count\","
        "\"3件のうち何件でも66.6%%にはならない(1件は33.3%%、2件は66.7%%)。切捨てなら2件/"
        "3件でそうなる\","
        "\"n と割合を原資料で確かめる\",\"\",\"single\",\"3\",\"\",\"66.6\",\"\",\"\",\"\",\"\","
        "\"%s\",\"2\"\r\n"
        "\"図\",\"q\",\"\",\"2\",\"1/3 33.3%%\",\"possible\",\"\",\"\",\"\",\"\",\"single\","
        "\"3\",\"1\",\"33.3\",\"1\",\"1\",\"\",\"\",\"%s\",\"3\"\r\n",
        path, path, path);
    ck_assert_str_eq(english, expected);
}
END_TEST

static Suite *audit_suite(void)
{
    Suite *suite = suite_create("audit files");
    TCase *files = tcase_create("files");
    tcase_add_checked_fixture(files, set_up, tear_down);
    tcase_add_loop_test(files, file_case, 0, LENGTH(file_cases));
    tcase_add_test(files, other_encodings);
    tcase_add_loop_test(files, mistake_case, 0, LENGTH(mistake_cases));
    tcase_add_test(files, much_of_everything);
    tcase_add_test(files, codebook_knows_labels);
    tcase_add_test(files, codebook_refuses_what_it_does_not_know);
    tcase_set_timeout(files, 120);
    suite_add_tcase(suite, files);
    TCase *program = tcase_create("program");
    tcase_add_checked_fixture(program, set_up, tear_down);
    tcase_add_loop_test(program, run_case, 0, LENGTH(run_cases));
    tcase_add_test(program, table_for_machines);
    tcase_set_timeout(program, 60);
    suite_add_tcase(suite, program);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(audit_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
