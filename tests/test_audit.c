/*
 * Verdicts on published tables: every base up to 40 with every percentage, and rows of two, against
 * all counts tried one by one; tables of cases with verdicts worked out by hand; the findings in
 * the published reports.
 */
#include "tests/audit_tables.h"

/* ---- All percentages of all small bases ---- */

/* Without the rounding of common/round.h: the remainder decides. */
static int64_t printed(int64_t count, int64_t n, int64_t whole)
{
    return count * whole / n + (2 * (count * whole % n) >= n);
}

START_TEST(every_percentage_of_every_small_base)
{
    enum { LARGEST = 40 };
    struct str text = {0};
    str_append(&text, "question,option,base,percent\n");
    for (int n = 1; n <= LARGEST; n++)
        for (int tenths = 0; tenths <= 1000; tenths++)
            str_appendf(&text, "n%d p%d,1,%d,%d.%d\n", n, tenths, n, tenths / 10, tenths % 10);
    struct audit audit = audit_of_bytes(text.at, text.length, 10);
    str_release(&text);
    ck_assert_uint_eq(audit.table.item_count, LARGEST * 1001);
    size_t at = 0, possible = 0;
    for (int64_t n = 1; n <= LARGEST; n++)
        for (int64_t tenths = 0; tenths <= 1000; tenths++, at++) {
            const struct audit_item *item = &audit.table.items[at];
            int64_t low = -1, high = -1;
            for (int64_t k = 0; k <= n; k++)
                if (printed(k, n, 1000) == tenths) {
                    low = low < 0 ? k : low;
                    high = k;
                }
            enum audit_verdict expected = low < 0 ? AUDIT_IMPOSSIBLE : AUDIT_POSSIBLE;
            ck_assert_int_eq(audit_item_verdict(item), expected);
            if (low >= 0)
                ck_assert(item->cells[0]->range.low == low && item->cells[0]->range.high == high);
            possible += low >= 0;
        }
    /* every count of every base prints, and with n below 1000 no two alike */
    ck_assert_uint_eq(possible, LARGEST * (LARGEST + 1) / 2 + LARGEST);
}
END_TEST

struct pair {
    int64_t low, high; /* least and most that the two counts sum to; low > high: none prints */
    bool whole;        /* some sum is n */
};

static struct pair try_pairs(int64_t a, int64_t b, int64_t n)
{
    struct pair pair = {.low = INT64_MAX, .high = -1};
    for (int64_t i = 0; i <= n; i++)
        for (int64_t k = 0; k <= n; k++)
            if (printed(i, n, 100) == a && printed(k, n, 100) == b) {
                pair.low = i + k < pair.low ? i + k : pair.low;
                pair.high = i + k > pair.high ? i + k : pair.high;
                pair.whole |= i + k == n;
            }
    return pair;
}

/* Rows of two whole percentages; the second is 無回答 in the second half of the cases. */
START_TEST(every_pair_of_some_bases)
{
    static const int64_t bases[] = {1, 2, 3, 8, 11, 40, 119, 240};
    int64_t n = bases[_i % LENGTH(bases)];
    bool blank = _i >= LENGTH(bases);
    struct str text = {0};
    str_append(&text, "question,option,base,percent,type\n");
    for (int64_t a = 0; a <= 100; a++)
        for (int64_t b = 97 - a > 0 ? 97 - a : 0; b <= 103 - a && b <= 100; b++)
            str_appendf(&text, "%lld-%lld,1,%lld,%lld,single\n%lld-%lld,%s,%lld,%lld,single\n",
                        (long long)a, (long long)b, (long long)n, (long long)a, (long long)a,
                        (long long)b, blank ? "無回答" : "2", (long long)n, (long long)b);
    struct audit audit = audit_of_bytes(text.at, text.length, 10);
    str_release(&text);
    size_t at = 0;
    for (int64_t a = 0; a <= 100; a++)
        for (int64_t b = 97 - a > 0 ? 97 - a : 0; b <= 103 - a && b <= 100; b++) {
            struct pair pair = try_pairs(a, b, n);
            /* without 無回答 some answers may not be printed, with it none is missing where the
             * sum is that of a whole row: from 98 (each cut off) to 101 (each rounded up) */
            bool complete = blank && a + b >= 98 && a + b <= 101;
            bool possible = pair.high >= 0 && (complete ? pair.whole : pair.low <= n);
            enum audit_verdict verdict = audit_item_verdict(&audit.table.items[at++]);
            ck_assert_msg(possible == (verdict == AUDIT_POSSIBLE), "%lld and %lld of %lld",
                          (long long)a, (long long)b, (long long)n);
        }
    ck_assert_uint_eq(at, audit.table.item_count);
}
END_TEST

/* ---- Cases worked out by hand ---- */

#define HEAD "figure,question,option,base,count,percent\n"
#define TYPED "figure,question,option,base,count,percent,type\n"

static const struct verdict_case {
    const char *text;
    const char *expected;
} verdict_cases[] = {
    /* 1/8 = 12.5, 3/8 = 37.5, 4/8 = 50.0 */
    {HEAD "f,q,1,8,,12.5\nf,q,2,8,,37.5\nf,q,3,8,,50.0\n",
     "row possible; 1 possible; 2 possible; 3 possible; "},
    /* 1/16 = 6.25: half up 6.3, half to even 6.2 */
    {HEAD "f,q,1,16,,6.2\n", "row possible; 1 impossible no-count; "},
    {HEAD "f,q,1,16,1,6.3\n", "row possible; 1 possible; "},
    /* 30/38 = 78.9, 30 is printed, 29/38 = 76.3 */
    {HEAD "f,q,1,38,30,76.3\n", "row possible; 1 contradiction count-percent; "},
    {HEAD "f,q,1,38,30,77.0\n", "row possible; 1 impossible no-count; "},
    {HEAD "f,q,1,38,39,100.0\n", "row possible; 1 impossible count-over-base; "},
    {HEAD "f,q,1,38,,100.1\n", "row possible; 1 impossible over-100; "},
    {HEAD "f,q,1,,,150\n", "row possible; 1 impossible over-100; "},
    {HEAD "f,q,1,0,0,0.0\n", "row possible; 1 impossible nobody; "},
    {HEAD "f,q,1,0,0,\n", "row possible; 1 possible; "},
    /* thirds: 33.3 three times, 99.9 */
    {HEAD "f,q,1,3,,33.3\nf,q,2,3,,33.3\nf,q,3,3,,33.3\n",
     "row possible rounding; 1 possible; 2 possible; 3 possible; "},
    /* of 1000 they are 333 each: one is missing, which is 無回答 if that is not printed */
    {HEAD "f,q,1,1000,,33.3\nf,q,2,1000,,33.3\nf,q,3,1000,,33.3\n",
     "row possible not-printed; 1 possible; 2 possible; 3 possible; "},
    {HEAD "f,q,1,1000,,33.3\nf,q,2,1000,,33.3\nf,q,3,1000,,33.3\nf,q,無回答,1000,,0.0\n",
     "row impossible no-set; 1 possible; 2 possible; 3 possible; 無回答 possible; "},
    /* 500 and 501 of 1000 are one too many */
    {TYPED "f,q,1,1000,,50.0,single\nf,q,2,1000,,50.1,single\n",
     "row impossible no-set; 1 possible; 2 possible; "},
    {TYPED "f,q,1,1000,,50.0,multiple\nf,q,2,1000,,50.1,複数回答\n",
     "row possible; 1 possible; 2 possible; "},
    /* counts divided by their sum, 39: of 30 they are 93.3, 20.0 and 16.7 */
    {TYPED "f,q,1,30,28,71.8,multiple\nf,q,2,30,6,15.4,\nf,q,3,30,5,12.8,\n",
     "row impossible answers; 1 impossible no-count; 2 impossible no-count; 3 impossible "
     "no-count; "},
    /* 20 + 19 answers of 38 */
    {TYPED "f,q,1,38,20,,single\nf,q,2,38,19,,\n",
     "row contradiction sum-of-counts; 1 possible; 2 possible; "},
    {HEAD "f,q,1,38,20,52.6\nf,q,2,38,18,47.4\n", "row possible; 1 possible; 2 possible; "},
    /* those who gave no answer cannot have given another: 6 + 5 > 10 */
    {TYPED "f,q,1,10,,60.0,multiple\nf,q,2,10,,10.0,\nf,q,NA,10,,50.0,\n",
     "row impossible no-set; 1 possible; 2 possible; NA possible; "},
    /* n that differs within a row */
    {HEAD "f,q,1,10,,50.0\nf,q,2,12,,50.0\n",
     "row contradiction bases-differ; 1 possible; 2 possible; "},
    /* n in the first line holds for the row; 17.5 is no percentage of 8 (1 is 12.5, 2 is 25.0) */
    {HEAD "f,q,1,8,,37.5\nf,q,2,,,17.5\n", "row possible; 1 possible; 2 impossible no-count; "},
    /* n not known: 1/7 = 14.3, 2/7 = 28.6, 4/7 = 57.1 */
    {HEAD "f,q,1,,,14.3\nf,q,2,,,28.6\nf,q,3,,,57.1\n",
     "row possible base-unknown; 1 possible; 2 possible; 3 possible; "},
    /* 3 of 6 to 6.0: 50.0 only of 6 */
    {HEAD "f,q,1,,3,50.0\n", "row possible base-unknown; 1 possible; "},
    {TYPED "f,q,1,,3,50.0,single\nf,q,2,,4,50.0,single\n",
     "row impossible no-base; 1 possible; 2 possible; "},
    /* 0.001 of more than 1000, which is as far as is tried here */
    {HEAD "f,q,1,,,0.001\n", "row undecided not-decided; 1 possible; "},
    /* 68.9 and 69 may be one share, 68.4 and 69 may not */
    {HEAD "f,q,1,,,68.9\ng,q,1,,,69\n",
     "row possible base-unknown; 1 possible; row possible base-unknown; 1 possible; "},
    {HEAD "f,q,1,,,68.4\ng,q,1,,,69\n",
     "row possible base-unknown; 1 contradiction other-place; row possible base-unknown; 1 "
     "contradiction other-place; "},
    /* 26/38 = 68.4, 26 elsewhere with another n, and 27 */
    {HEAD "f,q,1,38,26,\ng,q,1,38,27,\n",
     "row possible; 1 contradiction other-place; row possible; 1 contradiction other-place; "},
    {HEAD "f,q,1,38,26,\ng,q,1,39,26,\n",
     "row possible; 1 contradiction other-place; row possible; 1 contradiction other-place; "},
    /* a count here, a percentage there, n in one of them: 26/38 is 68.4 */
    {HEAD "f,q,1,38,26,\ng,q,1,,,68.4\n",
     "row possible; 1 possible; row possible base-unknown; 1 possible; "},
    {HEAD "f,q,1,38,26,\ng,q,1,,,71.1\n",
     "row possible; 1 contradiction other-place; row possible base-unknown; 1 contradiction "
     "other-place; "},
    /* without a question one figure says nothing of another */
    {"figure,option,percent\nf,1,68.4\ng,1,71.1\n",
     "row possible base-unknown; 1 possible; row possible base-unknown; 1 possible; "},
    /* the decimals that a spreadsheet lost: 68 is 68.0, which 1184 of 1741 is (68.006) and 1190
     * (68.35) is not */
    {HEAD "f,q,1,1741,1184,68\nf,r,1,1741,1199,68.9\n",
     "row possible; 1 possible; row possible; 1 possible; "},
    {HEAD "f,q,1,1741,1190,68\nf,r,1,1741,1199,68.9\n",
     "row possible; 1 contradiction count-percent; row possible; 1 possible; "},
    {HEAD "f,q,1,1741,1190,68\n", "row possible; 1 possible; "},
};

START_TEST(verdict_case)
{
    const struct verdict_case *c = &verdict_cases[_i];
    struct audit audit = audit_of(c->text);
    ck_assert_str_eq(described(&audit), c->expected);
}
END_TEST

/* A cell that its row has twice does not count twice, but must agree with itself. */
START_TEST(cell_twice_in_one_figure)
{
    struct audit audit = audit_of(HEAD "f,q,1,8,,50.0\nf,q,1,8,,62.5\nf,q,2,8,,50.0\n");
    ck_assert_uint_eq(audit.table.items[0].count, 2);
    ck_assert(audit.table.cells[1].repeated);
    ck_assert_int_eq(audit_verdict_of(&audit.table.cells[0].remarks), AUDIT_CONTRADICTION);
    ck_assert_int_eq(audit_verdict_of(&audit.table.cells[1].remarks), AUDIT_CONTRADICTION);
    audit = audit_of(HEAD "f,q,1,8,,50.0\nf,q,1,8,,50.0\nf,q,2,8,,50.0\n");
    ck_assert_int_eq(audit_verdict_of(&audit.table.cells[1].remarks), AUDIT_POSSIBLE);
    ck_assert_int_eq(audit.table.items[0].sets, 1);
}
END_TEST

/* ---- Which rule, which n ---- */

static const struct text_case {
    const char *line;
    const char *said; /* part of the first cell's first remark */
} text_cases[] = {
    {"f,q,1,16,,6.2", "rounded half to even, 1 out of 16 would print so"},
    /* 1/80 = 1.25: even is 1.2; 3/80 = 3.75 is 3.8 for both, 3.7 only with the half lost */
    {"f,q,1,80,,3.7", "an exact half rounded down (as binary floating point does), 3 out of 80"},
    {"f,q,1,3,,66.6", "cut off instead of rounded, 2 out of 3 would print so"},
    {"f,q,1,3,2,66.6", "cut off instead of rounded, 2 out of 3 would print so"},
    {"f,q,1,30,,71.8", "no count out of 30 prints as 71.8%: 21 is 70.0%, 22 is 73.3%"},
    {"f,q,1,38,30,76.3", "30 out of 38 is 78.9%, but 76.3% is printed"},
};

START_TEST(text_case)
{
    struct audit audit = audit_of(arena_printf(&arena, HEAD "%s\n", text_cases[_i].line));
    const struct audit_remark *remark = audit.table.cells[0].remarks.first;
    ck_assert_ptr_nonnull(remark);
    ck_assert_msg(strstr(remark->text, text_cases[_i].said) != NULL, "%s", remark->text);
}
END_TEST

START_TEST(bases_are_listed)
{
    /* 21/30 = 70.0 and 22/30 = 73.3; 28/39 = 71.8 is the first that fits */
    struct audit audit = audit_of(HEAD "f,q,1,30,,71.8\n");
    const char *bases = audit.table.items[0].bases;
    struct str expected = {0};
    int runs = 0;
    bool before = false;
    for (int64_t n = 1; runs < 9; n++) {
        bool now = false;
        for (int64_t k = 0; k <= n; k++)
            now |= printed(k, n, 1000) == 718;
        if (now && !before && ++runs < 9)
            str_appendf(&expected, "%s%lld", runs > 1 ? ", " : "", (long long)n);
        if (!now && before && strrchr(expected.at, ' ') &&
            atoll(strrchr(expected.at, ' ')) != n - 1)
            str_appendf(&expected, "–%lld", (long long)(n - 1));
        before = now;
    }
    str_append(&expected, " …");
    ck_assert_str_eq(bases, expected.at);
    ck_assert_int_eq(atoll(bases), 39);
    str_release(&expected);
}
END_TEST

/* Nothing fits, however far one looks: the list is empty and says no more. */
START_TEST(no_base_fits)
{
    struct audit audit = audit_of(TYPED "f,q,1,30,,60.0,single\nf,q,2,30,,61.0,single\n");
    ck_assert_str_eq(audit.table.items[0].bases, "");
}
END_TEST

/* ---- The published reports ---- */

static struct audit audit_published(const char *survey, struct config *config)
{
    const char *path = arena_printf(&arena, "configs/%s/published.csv", survey);
    struct audit audit = {
        .arena = &arena, .table = {.arena = &arena}, .largest_base = 10000, .most_runs = 8};
    if (config) {
        ck_assert(config_read(config, "configs", survey));
        audit.table.config = config;
    }
    audit_table_read(&audit.table, &path, 1, &mistakes);
    ck_assert_uint_eq(mistakes.count, 0);
    audit_judge(&audit);
    return audit;
}

static const struct audit_item *find_item(const struct audit *audit, const char *figure,
                                          const char *form, const char *row)
{
    for (size_t i = 0; i < audit->table.item_count; i++) {
        const struct audit_item *item = &audit->table.items[i];
        if (strstr(item->figure->name, figure) && strcmp(item->form, form) == 0 &&
            strcmp(item->row, row) == 0)
            return item;
    }
    ck_abort_msg("no %s %s %s", figure, form, row);
    return NULL;
}

/* With the codebook (_i is 1) and without. */
START_TEST(finds_the_table_against_its_text)
{
    struct config config = {0};
    struct audit audit = audit_published("training-r4", _i ? &config : NULL);
    const struct audit_item *table = find_item(&audit, "図表6-10(表)", "participant", "");
    const struct audit_item *text = find_item(&audit, "本文", "participant", "");
    const struct audit_item *items[] = {table, text};
    for (size_t i = 0; i < 2; i++) {
        ck_assert_int_eq(audit_item_verdict(items[i]), AUDIT_CONTRADICTION);
        ck_assert_int_eq(audit_verdict_of(&items[i]->cells[0]->remarks), AUDIT_CONTRADICTION);
        ck_assert_int_eq(audit_verdict_of(&items[i]->cells[1]->remarks), AUDIT_CONTRADICTION);
    }
    ck_assert_ptr_nonnull(strstr(table->cells[0]->remarks.first->text, "25/38 65.8%"));
    ck_assert_ptr_nonnull(strstr(text->cells[0]->remarks.first->text, "29/38 76.3%"));
    ck_assert_ptr_nonnull(strstr(table->remarks.first->text, "図表6-9"));
    for (size_t i = 0; i < audit.table.item_count; i++)
        if (&audit.table.items[i] != table && &audit.table.items[i] != text)
            ck_assert_int_eq(audit_item_verdict(&audit.table.items[i]), AUDIT_POSSIBLE);
    config_release(&config);
}
END_TEST

START_TEST(finds_the_chart_divided_by_answers)
{
    struct config config = {0};
    struct audit audit = audit_published("r6", _i ? &config : NULL);
    const struct audit_item *chart = find_item(&audit, "開催圏域", "prefecture", "");
    ck_assert_int_eq(audit_item_verdict(chart), AUDIT_IMPOSSIBLE);
    for (size_t i = 0; i < chart->count; i++)
        ck_assert_str_eq(chart->cells[i]->remarks.first->reason, "no-count");
    ck_assert_str_eq(chart->remarks.first->reason, "answers");
    ck_assert_ptr_nonnull(strstr(chart->remarks.first->text, "fit n = 39, not 30"));
    ck_assert_ptr_nonnull(strstr(chart->remarks.first->remedy,
                                 "28/30=93.3%, 6/30=20.0%, 3/30=10.0%, 1/30=3.3%, 1/30=3.3%"));
    ck_assert_int_eq(atoll(chart->bases), 39);
    for (size_t i = 0; i < audit.table.item_count; i++)
        if (&audit.table.items[i] != chart)
            ck_assert_int_eq(audit_item_verdict(&audit.table.items[i]), AUDIT_POSSIBLE);
    config_release(&config);
}
END_TEST

START_TEST(accepts_the_row_that_sums_to_more)
{
    static const int64_t counts[] = {1150, 116, 231, 219, 1};
    struct config config = {0};
    struct audit audit = audit_published("r3", _i ? &config : NULL);
    const struct audit_item *daily = find_item(&audit, "図表2-2", "municipality", "daily");
    ck_assert_int_eq(audit_sum(daily), 1002);
    ck_assert_int_eq(daily->sets, 1);
    ck_assert_str_eq(daily->remarks.first->reason, "rounding");
    for (size_t i = 0; i < daily->count; i++)
        ck_assert(daily->cells[i]->range.low == counts[i] &&
                  daily->cells[i]->range.high == counts[i]);
    for (size_t i = 0; i < audit.table.item_count; i++)
        ck_assert_int_eq(audit_item_verdict(&audit.table.items[i]), AUDIT_POSSIBLE);
    config_release(&config);
}
END_TEST

static Suite *audit_suite(void)
{
    Suite *suite = suite_create("audit");
    TCase *judging = tcase_create("judging");
    tcase_add_checked_fixture(judging, set_up, tear_down);
    tcase_add_test(judging, every_percentage_of_every_small_base);
    tcase_add_loop_test(judging, every_pair_of_some_bases, 0, 16);
    tcase_add_loop_test(judging, verdict_case, 0, LENGTH(verdict_cases));
    tcase_add_test(judging, cell_twice_in_one_figure);
    tcase_add_loop_test(judging, text_case, 0, LENGTH(text_cases));
    tcase_add_test(judging, bases_are_listed);
    tcase_add_test(judging, no_base_fits);
    tcase_add_loop_test(judging, finds_the_table_against_its_text, 0, 2);
    tcase_add_loop_test(judging, finds_the_chart_divided_by_answers, 0, 2);
    tcase_add_loop_test(judging, accepts_the_row_that_sums_to_more, 0, 2);
    tcase_set_timeout(judging, 120);
    suite_add_tcase(suite, judging);
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
