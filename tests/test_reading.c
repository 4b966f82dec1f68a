/*
 * What people type into one cell, and what is made of it: codes, ticks, numbers, blanks, the codes
 * of units. Writings of the same thing are folded; what is ambiguous is refused.
 */
#include "common/config.h"
#include "ingest/check.h"
#include "ingest/units.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

/* Longer than any code, tick or number may be. */
#define SIXTY_FOUR "1111111111111111111111111111111111111111111111111111111111111111"

/* ---- Blanks ---- */

static const struct {
    const char *text;
    bool blank;
} blanks[] = {
    {NULL, true},
    {"", true},
    {" \t\r\n", true},
    {"\xE3\x80\x80", true},          /* full-width */
    {" \xC2\xA0\xE3\x80\x80", true}, /* no-break */
    {"0", false},
    {"　x", false},
    {"\xE3\x80\x81", false}, /* 、 shares two bytes with the full-width space */
    {"-", false},
};

START_TEST(test_blank)
{
    ck_assert_msg(is_blank(blanks[_i].text) == blanks[_i].blank, "\"%s\"", blanks[_i].text);
}
END_TEST

/* ---- Codes ---- */

static const struct {
    const char *text;
    int code; /* -1: refused */
} codes[] = {
    {"1", 1},
    {"250", 250},
    {"0", 0},
    {"01", 1},
    {"１", 1},
    {"９０", 90},
    {"９0", 90},
    {" 3 ", 3},
    {"　３　", 3},
    {"\xC2\xA0"
     "3\r\n",
     3},
    {"2.0", 2}, /* a numeric cell */
    {"２．０", 2},
    {"999999999", 999999999},
    {"1000000000", -1},
    {"99999999999999999999", -1},
    {SIXTY_FOUR, -1},
    {"", -1},
    {" ", -1},
    {"-1", -1},
    {"+1", -1},
    {"1.5", -1},
    {"1.", -1},
    {".0", -1},
    {"1.00", -1},
    {"1 2", -1},
    {"1、3", -1},
    {"1,3", -1},
    {"①", -1},
    {"1 設置している", -1},
    {"一", -1},
    {"0x1", -1},
    {"1E+0", -1},
    {"\xEF\xBC", -1}, /* half a character */
};

START_TEST(test_code)
{
    int code = -2;
    bool read = read_code(codes[_i].text, &code);
    ck_assert_msg(read == (codes[_i].code >= 0), "\"%s\"", codes[_i].text);
    ck_assert_int_eq(code, read ? codes[_i].code : -2);
}
END_TEST

/* ---- Ticks ---- */

static const struct {
    const char *text;
    enum tick tick;
} ticks[] = {
    {NULL, TICK_NO},
    {"", TICK_NO},
    {"　 ", TICK_NO},
    {"〇", TICK_YES},
    {"○", TICK_YES},
    {"◯", TICK_YES},
    {"●", TICK_YES},
    {"◎", TICK_YES},
    {"■", TICK_YES},
    {"☑", TICK_YES},
    {"✓", TICK_YES},
    {"✔", TICK_YES},
    {"レ", TICK_YES},
    {"ﾚ", TICK_YES},
    {"1", TICK_YES},
    {"１", TICK_YES},
    {"1.0", TICK_YES},
    {"TRUE", TICK_YES},
    {"true", TICK_YES},
    {"あり", TICK_YES},
    {"有", TICK_YES},
    {"はい", TICK_YES},
    {" ○", TICK_YES},
    {"　○　", TICK_YES},
    {"○\xC2\xA0", TICK_YES},
    {"○\r\n", TICK_YES},
    {"×", TICK_NO},
    {"✕", TICK_NO},
    {"x", TICK_NO},
    {"X", TICK_NO},
    {"ｘ", TICK_NO},
    {"－", TICK_NO},
    {"-", TICK_NO},
    {"\xE2\x88\x92", TICK_NO}, /* the minus sign */
    {"0", TICK_NO},
    {"０", TICK_NO},
    {"0.0", TICK_NO},
    {"なし", TICK_NO},
    {"無", TICK_NO},
    {"いいえ", TICK_NO},
    {"False", TICK_NO},
    {"□", TICK_NO},
    {"☐", TICK_NO},
    {"2", TICK_UNCLEAR},
    {"11", TICK_UNCLEAR},
    {"?", TICK_UNCLEAR},
    {"△", TICK_UNCLEAR},
    {"○×", TICK_UNCLEAR},
    {"○ ×", TICK_UNCLEAR},
    {"○（予定）", TICK_UNCLEAR},
    {"#REF!", TICK_UNCLEAR},
    {SIXTY_FOUR, TICK_UNCLEAR},
    {"ああああああああああああああああああああああ", TICK_UNCLEAR}, /* 66 bytes */
};

START_TEST(test_tick)
{
    ck_assert_msg(read_tick(ticks[_i].text) == ticks[_i].tick, "\"%s\"", ticks[_i].text);
}
END_TEST

/* ---- Numbers ---- */

static const struct {
    const char *text;
    bool numeric;
    int64_t value; /* in millionths; INT64_MIN: refused */
    int decimals;
} numbers[] = {
    {"0", false, 0, 0},
    {"30", false, 30000000, 0},
    {"３０", false, 30000000, 0},
    {" 30　", false, 30000000, 0},
    {"030", false, 30000000, 0},
    {"30.0", false, 30000000, 0},
    {"30.50", false, 30500000, 1},
    {"１２．５", false, 12500000, 1},
    {"-2.125", false, -2125000, 3},
    {"−２", false, -2000000, 0},
    {"－２", false, -2000000, 0},
    {"+2", false, 2000000, 0},
    {"-0", false, 0, 0},
    {"0.000001", false, 1, 6},
    {"0.0000001", false, 0, 7}, /* cut off: the caller refuses it by its decimals */
    {"0.1234567", false, 123456, 7},
    {"3,000", false, 3000000000, 0},
    {"３，０００", false, 3000000000, 0},
    {"-1,234,567.5", false, -1234567500000, 1},
    {"123,456,789", false, 123456789000000, 0},
    {"999999999", false, 999999999000000, 0},
    {"999999999.999999", false, 999999999999999, 6},
    {"1000000000", false, INT64_MIN, 0},
    {"1,000,000,000", false, INT64_MIN, 0},
    {"1,23", false, INT64_MIN, 0},
    {"1,2345", false, INT64_MIN, 0},
    {"1234,567", false, INT64_MIN, 0},
    {",123", false, INT64_MIN, 0},
    {"-,123", false, INT64_MIN, 0},
    {"1,234,", false, INT64_MIN, 0},
    {"1,,234", false, INT64_MIN, 0},
    {"1,234.5,678", false, INT64_MIN, 0},
    {"1.234,567", false, INT64_MIN, 0},
    {"", false, INT64_MIN, 0},
    {"　", false, INT64_MIN, 0},
    {"-", false, INT64_MIN, 0},
    {"--1", false, INT64_MIN, 0},
    {".5", false, INT64_MIN, 0},
    {"5.", false, INT64_MIN, 0},
    {"1.2.3", false, INT64_MIN, 0},
    {"1 000", false, INT64_MIN, 0},
    {"30人", false, INT64_MIN, 0},
    {"約30", false, INT64_MIN, 0},
    {"なし", false, INT64_MIN, 0},
    {"未定", false, INT64_MIN, 0},
    {"0x10", false, INT64_MIN, 0},
    {"1E+05", false, INT64_MIN, 0}, /* typed as text: nobody means this */
    {SIXTY_FOUR, false, INT64_MIN, 0},
    /* digits of a spreadsheet */
    {"1E+05", true, 100000000000, 0},
    {"1.5e2", true, 150000000, 0},
    {"0.30000000000000004", true, 300000, 1},
    {"-0.1", true, -100000, 1},
    {"12.300000000000001", true, 12300000, 1},
    {"99999.99999999999", true, 100000000000, 0}, /* 15 digits, as Excel shows it */
    {"3", true, 3000000, 0},
    {"-0", true, 0, 0},
    {"1E+09", true, INT64_MIN, 0},
    {"1E+300", true, INT64_MIN, 0},
    {"1E-300", true, 0, 0},
    {"0x10", true, INT64_MIN, 0},
    {"nan", true, INT64_MIN, 0},
    {"inf", true, INT64_MIN, 0},
    {"E", true, INT64_MIN, 0},
};

START_TEST(test_number)
{
    const char *text = numbers[_i].text;
    int64_t value = -1;
    int decimals = -1;
    bool read = read_number(text, numbers[_i].numeric, &value, &decimals);
    ck_assert_msg(read == (numbers[_i].value != INT64_MIN), "\"%s\"", text);
    if (!read)
        return;
    ck_assert_msg(value == numbers[_i].value, "\"%s\" is %lld", text, (long long)value);
    ck_assert_msg(decimals == numbers[_i].decimals, "\"%s\" has %d decimals", text, decimals);
}
END_TEST

/* ---- Units ---- */

static struct config config;

static void setup(void)
{
    ck_assert(config_read(&config, "configs", "r3"));
}

static void teardown(void)
{
    config_release(&config);
}

static const struct frame *frame_of(const char *form)
{
    return codebook_form(&config.codebook, form)->frame;
}

/* Printed in 総務省「全国地方公共団体コード」; 01100 and 13101 have a sum over and 01000 one
 * under 11. */
static const struct {
    const char *five;
    int digit;
} check_digits[] = {
    {"01100", 2}, {"13101", 6}, {"07522", 1}, {"47382", 1},
    {"01000", 6}, {"10000", 5}, {"02000", 1}, {"14320", 1}, /* 高座郡 */
};

START_TEST(test_check_digit)
{
    ck_assert_int_eq(unit_check_digit(check_digits[_i].five), check_digits[_i].digit);
}
END_TEST

START_TEST(test_check_digits_of_the_frame)
{
    const struct frame *frame = frame_of("municipality");
    ck_assert_uint_eq(frame->unit_count, 1741);
    for (size_t i = 0; i < frame->unit_count; i++)
        ck_assert_int_eq(unit_check_digit(frame_code(frame, i)), frame_code(frame, i)[5] - '0');
}
END_TEST

/* `code`: the unit found, "?" unknown, else the candidates with " / " between. */
static const struct {
    const char *form, *typed, *code;
} units[] = {
    {"municipality", "011002", "011002"},
    {"municipality", " 011002\r\n", "011002"},
    {"municipality", "　０１１００２　", "011002"},
    {"municipality", "01100", "011002"},      /* no check digit */
    {"municipality", "11002", "011002"},      /* the zero was lost */
    {"municipality", "1100", "011002"},       /* both */
    {"municipality", "１１００２", "011002"}, /* full-width */
    {"municipality", "11002.0", "011002"},    /* a numeric cell */
    {"municipality", "1100.0", "011002"},
    {"municipality", "R01100", "011002"},
    {"municipality", "r011002", "011002"},
    {"municipality", "R1100", "011002"},
    {"municipality", "13101", "131016"},
    {"municipality", "131016", "131016"},
    {"municipality", "075221", "075221"}, /* 小野町 */
    {"municipality", "075226", "?"},      /* its number as a 介護保険者 */
    {"municipality", "143201", "?"},      /* 高座郡 is no municipality */
    {"municipality", "011003", "?"},      /* a wrong check digit */
    {"municipality", "0011002", "?"},
    {"municipality", "1", "?"},
    {"municipality", "", "?"},
    {"municipality", "札幌市", "011002"}, /* names: see test_units.c */
    {"municipality", "R", "?"},
    {"municipality", "X01100", "?"},
    {"municipality", "-11002", "?"},
    {"municipality", "99999999999999999999", "?"},
    {"municipality", "12203", "012203 北海道 士別市 / 122033 千葉県 市川市"},
    {"municipality", "１２２０３", "012203 北海道 士別市 / 122033 千葉県 市川市"},
    {"municipality", "R12203", "012203 北海道 士別市 / 122033 千葉県 市川市"},
    {"municipality", "43214", "043214 宮城県 大河原町 / 432148 熊本県 阿蘇市"},
    {"municipality", "012203", "012203"},
    {"municipality", "122033", "122033"},
    {"municipality", "011002#7", "011002#7"},
    {"municipality", "011002#12", "011002#12"},
    {"municipality", "11002#7", "?"},
    {"municipality", "011002#", "?"},
    {"municipality", "011002#x", "?"},
    {"municipality", "011002#7#8", "?"},
    {"municipality", "011003#7", "?"},
    {"prefecture", "01", "01"},
    {"prefecture", "1", "01"},
    {"prefecture", "１", "01"},
    {"prefecture", "13", "13"},
    {"prefecture", "47.0", "47"},
    {"prefecture", "010006", "01"}, /* the whole code of the prefecture */
    {"prefecture", "01000", "01"},
    {"prefecture", "10006", "01"},
    {"prefecture", "1000", "01"},
    {"prefecture", "100005", "10"},
    {"prefecture", "10000", "10"},
    {"prefecture", "130001", "13"},
    {"prefecture", "130002", "?"},
    {"prefecture", "131016", "?"},
    {"prefecture", "48", "?"},
    {"prefecture", "001", "?"},
    {"prefecture", "13#2", "13#2"},
};

/* "012203 北海道 士別市、122033 千葉県 市川市": either order. */
static bool are_the_candidates(const char *found, const char *expected)
{
    const char *slash = strstr(expected, " / ");
    char first[64], second[64];
    if (!slash)
        return false;
    snprintf(first, sizeof first, "%.*s、%s", (int)(slash - expected), expected, slash + 3);
    snprintf(second, sizeof second, "%s、%.*s", slash + 3, (int)(slash - expected), expected);
    return strcmp(found, first) == 0 || strcmp(found, second) == 0;
}

START_TEST(test_unit)
{
    const char *typed = units[_i].typed, *code = units[_i].code;
    const struct frame *frame = frame_of(units[_i].form);
    struct arena arena = {0};
    struct unit_match match = unit_find(&arena, frame, typed);
    if (strcmp(code, "?") == 0) {
        ck_assert_msg(match.result == UNIT_UNKNOWN, "\"%s\" is %s", typed, match.code);
        ck_assert_uint_eq(match.unit, FRAME_NONE);
    } else if (strchr(code, '/')) {
        ck_assert_msg(match.result == UNIT_AMBIGUOUS, "\"%s\" is %s", typed, match.code);
        ck_assert_msg(are_the_candidates(match.candidates, code), "%s", match.candidates);
    } else {
        ck_assert_msg(match.result == UNIT_FOUND, "\"%s\"", typed);
        ck_assert_str_eq(match.code, code);
        ck_assert_int_eq(match.invented, strchr(code, '#') != NULL);
        ck_assert_int_eq(
            strncmp(frame_code(frame, match.unit), code, strlen(frame_code(frame, match.unit))), 0);
    }
    arena_release(&arena);
}
END_TEST

/* Every code is found in all its writings, or refused: never taken for another one. */
START_TEST(test_every_unit)
{
    const struct frame *frame = frame_of("municipality");
    struct arena arena = {0};
    size_t ambiguous = 0;
    for (size_t i = 0; i < frame->unit_count; i++) {
        const char *code = frame_code(frame, i);
        const char *zeros = code + (*code == '0');
        const char *writings[] = {code, arena_copy(&arena, code, 5), zeros,
                                  arena_copy(&arena, zeros, strlen(zeros) - 1)};
        for (int j = 0; j < LENGTH(writings); j++) {
            struct unit_match match = unit_find(&arena, frame, writings[j]);
            ck_assert_msg(match.result != UNIT_UNKNOWN, "%s", writings[j]);
            ck_assert(match.result == UNIT_AMBIGUOUS || match.unit == i);
            ambiguous += match.result == UNIT_AMBIGUOUS;
        }
        ck_assert_int_eq(unit_find(&arena, frame, code).result, UNIT_FOUND);
    }
    /* 12 pairs share five digits, counted by another program; a code without a zero in front comes
     * twice here; and 7 without their zero may be wards of 千葉市, 新潟市 and 静岡市 */
    ck_assert_uint_eq(ambiguous, 12 * 3 + 7);
    arena_release(&arena);
}
END_TEST

static const struct {
    const char *typed, *code; /* NULL: refused */
} serials[] = {
    {"1", "1"}, {" 7 ", "7"},      {"　7　\t", "7"}, {"A 1", "A 1"}, {"図書館　1", "図書館　1"},
    {"", NULL}, {" 　\r\n", NULL}, {"A#2", "A#2"},
};

START_TEST(test_any_unit)
{
    struct arena arena = {0};
    struct unit_match match = unit_any(&arena, serials[_i].typed);
    ck_assert_int_eq(match.result, serials[_i].code ? UNIT_FOUND : UNIT_UNKNOWN);
    if (serials[_i].code)
        ck_assert_str_eq(match.code, serials[_i].code);
    ck_assert_uint_eq(match.unit, FRAME_NONE);
    ck_assert(!match.invented);
    arena_release(&arena);
}
END_TEST

static Suite *reading_suite(void)
{
    Suite *suite = suite_create("reading");
    TCase *cells = tcase_create("cells");
    tcase_add_loop_test(cells, test_blank, 0, LENGTH(blanks));
    tcase_add_loop_test(cells, test_code, 0, LENGTH(codes));
    tcase_add_loop_test(cells, test_tick, 0, LENGTH(ticks));
    tcase_add_loop_test(cells, test_number, 0, LENGTH(numbers));
    suite_add_tcase(suite, cells);
    TCase *places = tcase_create("units");
    tcase_add_unchecked_fixture(places, setup, teardown);
    tcase_add_loop_test(places, test_check_digit, 0, LENGTH(check_digits));
    tcase_add_test(places, test_check_digits_of_the_frame);
    tcase_add_loop_test(places, test_unit, 0, LENGTH(units));
    tcase_add_test(places, test_every_unit);
    tcase_add_loop_test(places, test_any_unit, 0, LENGTH(serials));
    suite_add_tcase(suite, places);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(reading_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
