/*
 * Letters of columns, and intervals, weights and tests as tables.yaml asks for them. What is stored
 * in the database is compared with R in tests/scenario_estimates.sh.
 */
#include "aggregate/comparison.h"
#include "common/banner.h"
#include "common/config.h"

#include <check.h>
#include <stdlib.h>

static struct config config;

static void teardown(void)
{
    config_release(&config);
}

static const struct {
    size_t position;
    const char *letters;
} letters[] = {{0, "A"}, {25, "Z"}, {26, "AA"}, {51, "AZ"}, {52, "BA"}, {701, "ZZ"}, {702, "AAA"}};

START_TEST(columns_have_letters)
{
    char buffer[LETTERS_SIZE];
    ck_assert_str_eq(column_letters(buffer, letters[_i].position), letters[_i].letters);
}
END_TEST

START_TEST(everything_is_off_by_default)
{
    ck_assert(config_read(&config, "tests/data/config-small", "small"));
    ck_assert_int_eq(config.sureness.method, INTERVAL_NONE);
    ck_assert_ptr_null(config.sureness.weighted);
    ck_assert(!config.sureness.tests);
}
END_TEST

START_TEST(wishes_are_read)
{
    ck_assert(config_read(&config, "tests/data/inference/school/configs", "school"));
    const struct sureness *sureness = &config.sureness;
    ck_assert_int_eq(sureness->method, INTERVAL_LOGIT);
    ck_assert_int_eq(sureness->level, 950000);
    ck_assert_ptr_eq(sureness->weighted, &config.codebook.forms[0]);
    ck_assert_str_eq(config.codebook.banners[0].banners[sureness->stratum].id, "district");
    ck_assert(sureness->tests);
    ck_assert_int_eq(sureness->test_level, 100000);
    ck_assert_int_eq(sureness->adjustment, ADJUST_BONFERRONI);
    ck_assert_int_eq(sureness->smallest_base, 8);
}
END_TEST

/* Which banners the frame alone decides, and which leave no unit out. */
START_TEST(banners_of_the_frame)
{
    ck_assert(config_read(&config, "tests/data/configs", "library"));
    const struct form *form = &config.codebook.forms[0];
    const struct banner_set *set = &config.codebook.banners[0];
    static const struct {
        const char *banner;
        bool of_frame, partitions;
    } cases[] = {
        {"total", true, true},    {"region", true, true},      {"seats", true, false},
        {"sunday", false, false}, {"region_kind", true, true}, {"kind_sunday", false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct banner *banner = banner_find(set, cases[i].banner);
        ck_assert_ptr_nonnull(banner);
        size_t position = (size_t)(banner - set->banners);
        ck_assert_msg(banner_of_frame(set, position) == cases[i].of_frame, "%s", banner->id);
        ck_assert_msg(banner_partitions(set, form, position) == cases[i].partitions, "%s",
                      banner->id);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("estimate");
    TCase *tests = tcase_create("estimate");
    tcase_add_checked_fixture(tests, NULL, teardown);
    tcase_add_loop_test(tests, columns_have_letters, 0, sizeof letters / sizeof *letters);
    tcase_add_test(tests, everything_is_off_by_default);
    tcase_add_test(tests, wishes_are_read);
    tcase_add_test(tests, banners_of_the_frame);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
