/*
 * tables.yaml: crosses, subtotals, quantiles, rates and panel of the library survey become what the
 * programs work with. Mistakes in them: test_config.c.
 */
#include "common/config.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GOOD "tests/data/configs"

static struct config config;

static void set_up(void)
{
    ck_assert(config_read(&config, GOOD, "library"));
}

static void tear_down(void)
{
    config_release(&config);
}

/* The banner by condition.lighting is made, the one by open_sunday is there already. */
START_TEST(crosses_have_their_banners)
{
    const struct banner_set *set = &config.codebook.banners[0];
    ck_assert_uint_eq(config.nesting_count, 2);
    const struct banner *made = &set->banners[config.nestings[0].banner];
    ck_assert_str_eq(config.nestings[0].question->id, "services");
    ck_assert_uint_eq(config.nestings[0].banner, set->count - 1);
    ck_assert_str_eq(made->id, "condition.lighting");
    ck_assert_str_eq(made->label, "第6問 照明別");
    ck_assert(made->automatic);
    ck_assert_int_eq(made->kind, BANNER_QUESTION);
    ck_assert_uint_eq(made->class_count, 5);
    ck_assert_str_eq(made->classes[2].key, "250");
    const struct banner *named = &set->banners[config.nestings[1].banner];
    ck_assert_str_eq(named->id, "sunday");
    ck_assert(!named->automatic);
    /* the other form has none of them */
    ck_assert_ptr_null(banner_find(&config.codebook.banners[1], "condition.lighting"));
}
END_TEST

START_TEST(reads_subtotals_quantiles_and_rates)
{
    ck_assert_uint_eq(config.subtotal_count, 2);
    ck_assert_str_eq(config.subtotals[0].id, "usable");
    ck_assert_uint_eq(config.subtotals[0].option_count, 2);
    ck_assert_uint_eq(config.subtotals[0].options[1], 1);
    ck_assert_int_eq(config.quantiles, QUANTILES_INVERSE);
    ck_assert_uint_eq(config.rate_count, 4);
    ck_assert_str_eq(config.rates[1].item->id, "events.visitors");
    ck_assert_str_eq(config.rates[1].per, "loans");
    ck_assert_int_eq(config.rates[1].units, 1000);
}
END_TEST

START_TEST(reads_the_panel)
{
    ck_assert_uint_eq(config.panel_count, 1);
    ck_assert_str_eq(config.panels[0].form->id, "branch");
    ck_assert_uint_eq(config.panels[0].banner_count, 3);
    ck_assert_uint_eq(config.panels[0].column_count, 2);
    ck_assert_str_eq(config.panels[0].columns[1].column, "loans");
}
END_TEST

START_TEST(nothing_is_asked_for_by_default)
{
    struct config plain;
    ck_assert(config_read(&plain, GOOD, "library-2"));
    ck_assert_uint_eq(plain.nesting_count + plain.subtotal_count + plain.rate_count, 0);
    ck_assert_uint_eq(plain.panel_count, 0);
    ck_assert_int_eq(plain.quantiles, QUANTILES_LINEAR);
    config_release(&plain);
}
END_TEST

/* Copies the configurations, applies a sed command to library/tables.yaml and gives the hash. */
static void changed_hash(const char *command, char hash[65])
{
    char folder[] = "/tmp/renkei-test-config-XXXXXX", line[256];
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(line, sizeof line, "cp -R " GOOD "/. %s && sed -i '%s' %s/library/tables.yaml", folder,
             command, folder);
    ck_assert_int_eq(system(line), 0);
    struct config changed;
    ck_assert(config_read(&changed, folder, "library"));
    memcpy(hash, changed.codebook.hash, 65);
    config_release(&changed);
    snprintf(line, sizeof line, "rm -r %s", folder);
    ck_assert_int_eq(system(line), 0);
}

/* Responses are packed anew only when they must be. */
START_TEST(only_new_banners_change_the_hash)
{
    char hash[65];
    changed_hash("s/図1/図9/; s/definition: 1/definition: 7/; s/units: 100,/units: 10,/", hash);
    ck_assert_str_eq(hash, config.codebook.hash);
    changed_hash("s/by: condition.lighting/by: condition.air/", hash);
    ck_assert_str_ne(hash, config.codebook.hash);
    changed_hash("/by: condition.lighting/d", hash);
    ck_assert_str_ne(hash, config.codebook.hash);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("config_measures");
    TCase *bad = tcase_create("mistakes");
    suite_add_tcase(suite, bad);
    TCase *good = tcase_create("library");
    tcase_add_checked_fixture(good, set_up, tear_down);
    tcase_add_test(good, crosses_have_their_banners);
    tcase_add_test(good, reads_subtotals_quantiles_and_rates);
    tcase_add_test(good, reads_the_panel);
    tcase_add_test(good, nothing_is_asked_for_by_default);
    tcase_add_test(good, only_new_banners_change_the_hash);
    suite_add_tcase(suite, good);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
