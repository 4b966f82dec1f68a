/* What the screen of `renkei status` is made of: bars, columns, harmless texts, local time. */
#include "common/display.h"
#include "report/status_text.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const struct {
    struct bar bar;
    const char *shown;
} bars[] = {
    {{.part = 0, .whole = 10, .width = 4, .blocks = true, .ground = true}, "...."},
    {{.part = 10, .whole = 10, .width = 4, .blocks = true, .ground = true}, "████"},
    {{.part = 5, .whole = 10, .width = 4, .blocks = true, .ground = true}, "██.."},
    {{.part = 1, .whole = 8, .width = 1, .blocks = true}, "▏"},
    {{.part = 2, .whole = 8, .width = 1, .blocks = true}, "▎"},
    {{.part = 3, .whole = 8, .width = 1, .blocks = true}, "▍"},
    {{.part = 4, .whole = 8, .width = 1, .blocks = true}, "▌"},
    {{.part = 5, .whole = 8, .width = 1, .blocks = true}, "▋"},
    {{.part = 6, .whole = 8, .width = 1, .blocks = true}, "▊"},
    {{.part = 7, .whole = 8, .width = 1, .blocks = true}, "▉"},
    /* neither all nor nothing by rounding */
    {{.part = 1740, .whole = 1741, .width = 3, .blocks = true, .ground = true}, "██▉"},
    {{.part = 1, .whole = 1741, .width = 3, .blocks = true, .ground = true}, "▏.."},
    {{.part = 1740, .whole = 1741, .width = 5, .ground = true}, "####."},
    {{.part = 1, .whole = 1741, .width = 5, .ground = true}, "#...."},
    {{.part = 1, .whole = 2, .width = 6}, "###   "},
    {{.part = 5, .whole = 5, .width = 3}, "###"},
    {{.part = 0, .whole = 0, .width = 3, .ground = true}, "..."},
    {{.part = 3, .whole = 5, .width = 0, .blocks = true}, ""},
    /* no overflow */
    {{.part = INT64_MAX / 2, .whole = INT64_MAX - 1, .width = 4}, "##  "},
};

START_TEST(bars_are_drawn)
{
    struct str out = {0};
    bar_append(&out, &bars[_i].bar);
    ck_assert_str_eq(str_text(&out), bars[_i].shown);
    str_release(&out);
}
END_TEST

/* Every part of a whole has a bar of the same width that never shrinks. */
START_TEST(bars_grow)
{
    size_t former[2] = {0, 0};
    for (int64_t part = 0; part <= 1741; part++) {
        for (int blocks = 0; blocks < 2; blocks++) {
            struct str out = {0};
            size_t columns = 0, weight = 0;
            bar_append(&out, &(struct bar){.part = part,
                                           .whole = 1741,
                                           .width = 14,
                                           .blocks = blocks == 1,
                                           .ground = true});
            for (const char *at = str_text(&out); *at != '\0'; columns++) {
                uint32_t c = display_next(&at);
                weight += c == '#' ? 8 : c >= 0x2588 && c <= 0x258F ? 0x2590 - c : 0;
            }
            ck_assert_uint_eq(columns, 14);
            ck_assert_uint_ge(weight, former[blocks]);
            ck_assert_int_eq(weight == 0, part == 0);
            ck_assert_int_eq(weight == 14 * 8, part == 1741);
            former[blocks] = weight;
            str_release(&out);
        }
    }
}
END_TEST

static const struct {
    const char *text;
    size_t width;
    enum pad_side side;
    const char *shown;
} pads[] = {
    {"abc", 5, PAD_RIGHT, "abc  "},
    {"abc", 5, PAD_LEFT, "  abc"},
    {"", 3, PAD_RIGHT, "   "},
    {"埼玉県", 8, PAD_RIGHT, "埼玉県  "},
    {"埼玉県", 8, PAD_LEFT, "  埼玉県"},
    {"埼玉県", 6, PAD_RIGHT, "埼玉県"},
    {"鹿児島県", 7, PAD_RIGHT, "鹿児.. "},
    {"abcdef", 5, PAD_RIGHT, "abc.."},
    {"ｱｲｳ", 4, PAD_RIGHT, "ｱｲｳ "},
    /* what would steer the terminal */
    {"a\033[2Jb", 12, PAD_RIGHT, "a\\x1b[2Jb   "},
    {"a\nb\tc", 5, PAD_RIGHT, "a b c"},
    {"\xC2\x9B"
     "5m",
     8, PAD_RIGHT, "\\x9b5m  "},
    {"\033\033\033", 6, PAD_RIGHT, "\\x1b.."},
};

START_TEST(columns_are_filled)
{
    struct str out = {0};
    pad_append(&out, pads[_i].text, pads[_i].width, pads[_i].side);
    ck_assert_str_eq(str_text(&out), pads[_i].shown);
    ck_assert_uint_eq(display_width(str_text(&out)), pads[_i].width);
    str_release(&out);
}
END_TEST

static const struct {
    int64_t part, whole;
    const char *shown;
} percents[] = {
    {1717, 1741, "  98.6%"}, {0, 5, "   0.0%"},    {5, 5, " 100.0%"},
    {0, 0, "      -"},       {1, 2000, "   0.1%"}, /* 0.05: half up */
};

START_TEST(percentages_are_rounded_half_up)
{
    struct str out = {0};
    pad_percent(&out, percents[_i].part, percents[_i].whole, 7);
    ck_assert_str_eq(str_text(&out), percents[_i].shown);
    str_release(&out);
}
END_TEST

static const struct {
    const char *all, *type, *lang; /* LC_ALL, LC_CTYPE, LANG; NULL: not set */
    bool utf8;
} locales[] = {
    {NULL, NULL, NULL, false},          {NULL, NULL, "ja_JP.UTF-8", true},
    {NULL, NULL, "ja_JP.utf8", true},   {NULL, NULL, "C", false},
    {NULL, NULL, "ja_JP.eucJP", false}, {"C", NULL, "ja_JP.UTF-8", false},
    {NULL, "en_US.UTF-8", "C", true},   {"", "", "C.UTF-8", true},
    {NULL, NULL, "UTF-8", false}, /* no locale */
};

static void set(const char *name, const char *value)
{
    if (value == NULL)
        unsetenv(name);
    else
        setenv(name, value, 1);
}

START_TEST(the_locale_says_whether_blocks_are_shown)
{
    set("LC_ALL", locales[_i].all);
    set("LC_CTYPE", locales[_i].type);
    set("LANG", locales[_i].lang);
    ck_assert_int_eq(locale_is_utf8(), locales[_i].utf8);
}
END_TEST

/* 2023-10-02 15:30:00 UTC */
enum { MOMENT = 1696260600 };

static const struct {
    const char *zone; /* POSIX, so that no table of zones is needed */
    const char *text, *iso, *day;
} moments[] = {
    {"UTC0", "2023-10-02 15:30:00 UTC", "2023-10-02T15:30:00+00:00", "2023-10-02"},
    {"JST-9", "2023-10-03 00:30:00 JST", "2023-10-03T00:30:00+09:00", "2023-10-03"},
    {"NST3:30", "2023-10-02 12:00:00 NST", "2023-10-02T12:00:00-03:30", "2023-10-02"},
};

START_TEST(times_are_local)
{
    char buffer[MOMENT_SIZE];
    setenv("TZ", moments[_i].zone, 1);
    tzset();
    ck_assert_str_eq(moment_text(buffer, MOMENT), moments[_i].text);
    ck_assert_str_eq(moment_iso(buffer, MOMENT), moments[_i].iso);
    ck_assert_str_eq(day_text(buffer, local_day(MOMENT)), moments[_i].day);
}
END_TEST

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

int main(void)
{
    Suite *suite = suite_create("status");
    TCase *texts = tcase_create("texts");
    tcase_add_loop_test(texts, bars_are_drawn, 0, LENGTH(bars));
    tcase_add_test(texts, bars_grow);
    tcase_add_loop_test(texts, columns_are_filled, 0, LENGTH(pads));
    tcase_add_loop_test(texts, percentages_are_rounded_half_up, 0, LENGTH(percents));
    tcase_add_loop_test(texts, the_locale_says_whether_blocks_are_shown, 0, LENGTH(locales));
    tcase_add_loop_test(texts, times_are_local, 0, LENGTH(moments));
    suite_add_tcase(suite, texts);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
