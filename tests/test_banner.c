/* Banners: their classes, labels and order, and the class of a response in each. */
#include "common/banner.h"

#include "common/config.h"
#include "common/message.h"
#include "tests/small_survey.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static struct config small;

static void read_small(void)
{
    ck_assert(config_read(&small, SMALL_SURVEY, "small"));
}

static void release_small(void)
{
    config_release(&small);
}

static const struct {
    const char *banner;
    enum banner_kind kind;
    const char *keys;   /* in order */
    const char *labels; /* likewise */
} classes[] = {
    {"total", BANNER_TOTAL, "all", "全体"},
    /* digits sort as numbers */
    {"area", BANNER_FRAME, "9 10", "Lower Upper"},
    /* a class of the order that no unit has is kept */
    {"kind", BANNER_FRAME, "city town village hamlet", "city town village hamlet"},
    {"people", BANNER_FRAME, "1 2 3", "5,000人未満 5,000人以上10,000人未満 10,000人以上"},
    {"ageing", BANNER_FRAME, "1 2 3 4", "12.5%未満 12.5%以上25%未満 25%以上30%未満 30%以上"},
    {"open", BANNER_QUESTION, "1 2 NA INVALID", "はい いいえ 無回答 不明"},
    {"spring", BANNER_QUESTION, "1 5 90 NA INVALID", "良 悪 他 無回答 不明"},
    {"busy", BANNER_QUESTION, "1 2 NA INVALID", "とても 少し 無回答 不明"},
    {"area_people", BANNER_CROSS, "9:1 9:2 9:3 10:1 10:2 10:3", NULL},
};

static void check_words(const char *expected, const struct banner *banner, bool labels)
{
    char *words = strdup(expected), *rest = NULL;
    ck_assert_ptr_nonnull(words);
    size_t count = 0;
    for (char *word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        ck_assert_uint_lt(count, banner->class_count);
        const struct class *class = &banner->classes[count++];
        ck_assert_str_eq(labels ? class->label : class->key, word);
    }
    ck_assert_uint_eq(count, banner->class_count);
    free(words);
}

START_TEST(has_classes)
{
    const struct banner_set *set = &small.codebook.banners[0];
    ck_assert_uint_eq(set->count, sizeof classes / sizeof *classes);
    const struct banner *banner = &set->banners[_i];
    ck_assert_str_eq(banner->id, classes[_i].banner);
    ck_assert_int_eq(banner->kind, classes[_i].kind);
    check_words(classes[_i].keys, banner, false);
    if (classes[_i].labels)
        check_words(classes[_i].labels, banner, true);
    ck_assert_ptr_eq(banner_find(set, classes[_i].banner), banner);
}
END_TEST

START_TEST(crosses_labels)
{
    const struct banner *cross = banner_find(&small.codebook.banners[0], "area_people");
    ck_assert_str_eq(cross->classes[1].label, "Lower × 5,000人以上10,000人未満");
    ck_assert_str_eq(cross->classes[3].label, "Upper × 5,000人未満");
}
END_TEST

/* A form without a frame has only the banners that need none. */
START_TEST(applies_to_forms)
{
    const struct banner_set *set = &small.codebook.banners[1];
    ck_assert_uint_eq(set->count, 2);
    ck_assert_str_eq(set->banners[0].id, "total");
    ck_assert_str_eq(set->banners[1].id, "open");
    ck_assert_ptr_null(banner_find(set, "area"));
}
END_TEST

enum { NO = CLASS_NONE };

/* Expected classes in the order of the banners: total, area, kind, people, ageing, open, spring,
 * busy, area_people. Units on an edge (East: 5,000 and exactly 25 %) belong to the upper class. */
static const struct {
    size_t unit;
    uint8_t open, spring, busy;
    uint16_t classes[9];
} responses[] = {
    {NORTH, 1, 1, 1, {0, 1, 1, 0, 1, 0, 0, 0, 3}},
    {EAST, 2, 5, 2, {0, 0, 1, 1, 2, 1, 1, 1, 1}},
    {SOUTH, CODE_NA, 90, CODE_NA, {0, 1, 2, 2, 2, 2, 2, 2, 5}},
    {WEST, CODE_INVALID, CODE_NOT_ASKED, 1, {0, NO, 2, NO, NO, 3, NO, 0, NO}},
    {MIDDLE, CODE_NOT_ASKED, CODE_INVALID, CODE_NOT_ASKED, {0, 0, 0, 0, NO, NO, 4, NO, 0}},
    {SIZE_MAX, 1, 1, 1, {0, NO, NO, NO, NO, 0, 0, 0, NO}},
};

START_TEST(classifies)
{
    uint8_t codes[SLOTS] = {[SLOT_OPEN] = responses[_i].open,
                            [SLOT_SPRING] = responses[_i].spring,
                            [SLOT_BUSY] = responses[_i].busy};
    uint16_t got[9];
    const struct codebook *codebook = &small.codebook;
    banner_classify(&codebook->banners[0], &codebook->forms[0], responses[_i].unit, codes, got);
    for (size_t i = 0; i < 9; i++)
        ck_assert_msg(got[i] == responses[_i].classes[i], "%s: %d", classes[i].banner, got[i]);
}
END_TEST

/* "forms" leaves a banner out where it would say nothing, and what is crossed with it too. */
START_TEST(leaves_out_other_forms)
{
    struct config r3 = {0};
    ck_assert(config_read(&r3, "configs", "r3"));
    const struct codebook *codebook = &r3.codebook;
    for (size_t i = 0; i < codebook->form_count; i++) {
        bool named = strcmp(codebook->forms[i].id, "municipality") == 0;
        ck_assert(banner_find(&codebook->banners[i], "ageing") != NULL);
        ck_assert((banner_find(&codebook->banners[i], "population") != NULL) == named);
        ck_assert((banner_find(&codebook->banners[i], "bureau_population") != NULL) == named);
    }
    ck_assert_uint_gt(codebook->form_count, 1);
    config_release(&r3);
}
END_TEST

/* The municipalities by city type, as the ministry counts them on 2022-01-01. */
START_TEST(counts_municipalities)
{
    static const size_t expected[] = {20, 62, 23, 687, 23, 743, 183};
    struct config r3;
    ck_assert(config_read(&r3, "configs", "r3"));
    const struct banner *banner = banner_find(&r3.codebook.banners[0], "city_type");
    ck_assert_ptr_nonnull(banner);
    ck_assert_uint_eq(banner->class_count, 7);
    size_t counts[7] = {0};
    for (size_t unit = 0; unit < 1741; unit++)
        counts[banner->unit_classes[unit]]++;
    for (size_t i = 0; i < 7; i++)
        ck_assert_uint_eq(counts[i], expected[i]);
    config_release(&r3);
}
END_TEST

int main(void)
{
    message_init("test", "en");
    Suite *suite = suite_create("banner");
    TCase *cases = tcase_create("banner");
    tcase_add_checked_fixture(cases, read_small, release_small);
    tcase_add_loop_test(cases, has_classes, 0, (int)(sizeof classes / sizeof *classes));
    tcase_add_test(cases, crosses_labels);
    tcase_add_test(cases, applies_to_forms);
    tcase_add_test(cases, leaves_out_other_forms);
    tcase_add_loop_test(cases, classifies, 0, (int)(sizeof responses / sizeof *responses));
    tcase_add_test(cases, counts_municipalities);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
