/*
 * Answers that are not written plainly: what each rule reads, and what it refuses. Single choices
 * with their labels, numbers with their unit, ticks, and the key by which labels are compared.
 */
#include "common/config.h"
#include "common/str.h"
#include "ingest/check.h"
#include "ingest/normalise.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

static struct arena arena;

static void teardown(void)
{
    arena_release(&arena);
}

/* ---- Keys ---- */

/* Pairs that are the same answer, or are not. */
static const struct {
    const char *one, *other;
    bool same;
} keys[] = {
    {"設置している", "設置している", true},
    {"設置している", " 設置　して\r\nいる\xC2\xA0", true},
    {"ＮＰＯ・民間企業", "NPO・民間企業", true},
    {"ﾋｱﾘﾝｸﾞ", "ヒアリング", true},
    {"ガイド", "カ\xE3\x82\x99イド", true}, /* a combining voice mark */
    {"①", "1", true},
    {"㈱", "(株)", true},
    {"５０％", "50%", true},
    {"20〜30%", "20～30%", true}, /* U+301C and U+FF5E */
    {"20〜30%", "20~30%", true},
    {"−1", "－1", true}, /* U+2212 and U+FF0D */
    {"−1", "-1", true},
    {"甲‖乙", "甲∥乙", true},       /* U+2016 and U+2225 */
    {"甲—乙", "甲―乙", true},       /* U+2014 and U+2015 */
    {"a\xE2\x80\x83z", "az", true}, /* an em space */
    {"設置している", "設置していない", false},
    {"高", "髙", false},
    {"崎", "﨑", false},
    {"NPO", "npo", false},
    {"ー", "-", false},
    {"へ", "ヘ", false},
};

START_TEST(test_key)
{
    const char *one = answer_key(&arena, keys[_i].one, strlen(keys[_i].one));
    const char *other = answer_key(&arena, keys[_i].other, strlen(keys[_i].other));
    ck_assert_msg((strcmp(one, other) == 0) == keys[_i].same, "\"%s\" and \"%s\"", one, other);
}
END_TEST

START_TEST(test_key_of_long_and_broken_texts)
{
    enum { COUNT = 1000 };
    char text[3 * COUNT + 1] = "";
    for (int i = 0; i < COUNT; i++)
        memcpy(text + 3 * i, "Ａ", 4);
    const char *key = answer_key(&arena, text, strlen(text));
    ck_assert_uint_eq(strlen(key), COUNT);
    ck_assert_uint_eq(strspn(key, "A"), COUNT);
    ck_assert_str_eq(answer_key(&arena, "", 0), "");
    ck_assert_str_eq(answer_key(&arena, "ＡＢ", 3), "A");
    ck_assert_ptr_null(answer_key(&arena, "\xEF\xBC", 2));
    ck_assert_ptr_null(answer_key(&arena, "\xED\xA0\x80", 3)); /* a surrogate */
}
END_TEST

/* ---- Single choices ---- */

static const struct option options[] = {
    {.code = 1, .label = "設置している"},
    {.code = 2, .label = "設置していない"},
    {.code = 3, .label = "設置する予定である（来年度以降）"},
    {.code = 4, .label = "4つの場面で設定し、計画に記載"},
    {.code = 5, .label = "20〜30%"},
    {.code = 90, .label = "その他"},
};
static const struct question question = {
    .type = QUESTION_SINGLE, .options = options, .option_count = LENGTH(options)};

enum { NONE = 0, SEVERAL = -1, CONTRADICTION = -2 };

static const struct {
    const char *text;
    int code;
    enum reading_rule rule;
} choices[] = {
    /* plain */
    {"1", 1, RULE_PLAIN},
    {"90", 90, RULE_PLAIN},
    {" 1\r\n", 1, RULE_PLAIN},
    {"　1　", 1, RULE_PLAIN},
    {"1.0", 1, RULE_PLAIN},
    {"01", 1, RULE_PLAIN},
    /* width */
    {"１", 1, RULE_WIDTH},
    {"９０", 90, RULE_WIDTH},
    {"９0", 90, RULE_WIDTH},
    /* punctuation */
    {"1.", 1, RULE_PUNCTUATION},
    {"１．", 1, RULE_PUNCTUATION},
    {"1：", 1, RULE_PUNCTUATION},
    {"1:", 1, RULE_PUNCTUATION},
    {"1)", 1, RULE_PUNCTUATION},
    {"1）", 1, RULE_PUNCTUATION},
    {"1 .", 1, RULE_PUNCTUATION},
    {"1、", NONE, RULE_PLAIN}, /* a list that goes on? */
    {"1・", NONE, RULE_PLAIN},
    {"1?", NONE, RULE_PLAIN},
    {"1..", NONE, RULE_PLAIN},
    /* enclosed */
    {"①", 1, RULE_ENCLOSED},
    {" ② ", 2, RULE_ENCLOSED},
    {"⑴", 1, RULE_ENCLOSED},
    {"❷", 2, RULE_ENCLOSED},
    {"⒈", 1, RULE_ENCLOSED},
    {"(2)", 2, RULE_ENCLOSED},
    {"（２）", 2, RULE_ENCLOSED},
    {"⑥", NONE, RULE_PLAIN}, /* no option 6 */
    {"⓪", NONE, RULE_PLAIN},
    {"(2", NONE, RULE_PLAIN},
    {"1²", NONE, RULE_PLAIN},
    {"½", NONE, RULE_PLAIN},
    {"Ⅰ", NONE, RULE_PLAIN},
    {"一", NONE, RULE_PLAIN}, /* might be a dash */
    /* the label alone */
    {"設置している", 1, RULE_LABEL},
    {"設置して いる　", 1, RULE_LABEL},
    {"20～30％", 5, RULE_LABEL},
    {"20~30%", 5, RULE_LABEL},
    {"４つの場面で設定し、計画に記載", 4, RULE_LABEL},
    {"設置する予定である(来年度以降)", 3, RULE_LABEL},
    {"設置", NONE, RULE_PLAIN},
    {"設置しています", NONE, RULE_PLAIN},
    /* number and label */
    {"1 設置している", 1, RULE_CODE_LABEL},
    {"1　設置している", 1, RULE_CODE_LABEL},
    {"1. 設置している", 1, RULE_CODE_LABEL},
    {"１．設置している", 1, RULE_CODE_LABEL},
    {"1：設置している", 1, RULE_CODE_LABEL},
    {"1設置している", 1, RULE_CODE_LABEL},
    {"1、設置している", 1, RULE_CODE_LABEL},
    {"1-設置している", 1, RULE_CODE_LABEL},
    {"① 設置している", 1, RULE_CODE_LABEL},
    {"(1)設置している", 1, RULE_CODE_LABEL},
    {"3 設置する予定である（来年度以降）", 3, RULE_CODE_LABEL},
    {"4. 4つの場面で設定し、計画に記載", 4, RULE_CODE_LABEL},
    {"5 20〜30％", 5, RULE_CODE_LABEL},
    {"1 設置していない", CONTRADICTION, RULE_PLAIN},
    {"2．設置している", CONTRADICTION, RULE_PLAIN},
    {"① その他", CONTRADICTION, RULE_PLAIN},
    {"6 設置している", NONE, RULE_PLAIN},
    {"1 設置", NONE, RULE_PLAIN},
    {"14つの場面で設定し、計画に記載", NONE, RULE_PLAIN}, /* 1 and 4, or 14? */
    /* remarks */
    {"3（予定）", 3, RULE_REMARK},
    {"３ (予定) ", 3, RULE_REMARK},
    {"③（予定）", 3, RULE_REMARK},
    {"1.（〇〇協議会）", 1, RULE_REMARK},
    {"設置している（令和3年度）", 1, RULE_REMARK},
    {"1 設置している（協議会（部会を含む））", 1, RULE_REMARK},
    {"1（4月1日から）", 1, RULE_REMARK},
    {"1（2021年から）", 1, RULE_REMARK},
    {"1（2021から）", 1, RULE_REMARK}, /* four digits are no code */
    {"90（広域連合で実施）", 90, RULE_REMARK},
    {"1（2も）", SEVERAL, RULE_PLAIN},
    {"1（２も）", SEVERAL, RULE_PLAIN},
    {"1（②も）", SEVERAL, RULE_PLAIN},
    {"1(2)", SEVERAL, RULE_PLAIN},
    {"2（その他）", SEVERAL, RULE_PLAIN},
    {"1（未定）", NONE, RULE_PLAIN},
    {"1（？）", NONE, RULE_PLAIN},
    {"1（1の誤り）", NONE, RULE_PLAIN},
    {"1（ではない）", NONE, RULE_PLAIN},
    {"7（予定）", NONE, RULE_PLAIN},
    {"（予定）", NONE, RULE_PLAIN},
    {"3（予定", NONE, RULE_PLAIN},
    {"3予定）", NONE, RULE_PLAIN},
    {"3）予定（", NONE, RULE_PLAIN},
    {"3（予定）です", NONE, RULE_PLAIN},
    {"3 予定", NONE, RULE_PLAIN},
    {"1 設置していない（予定）", CONTRADICTION, RULE_PLAIN},
    /* several */
    {"1、3", SEVERAL, RULE_PLAIN},
    {"1,3", SEVERAL, RULE_PLAIN},
    {"1，3", SEVERAL, RULE_PLAIN},
    {"1・3", SEVERAL, RULE_PLAIN},
    {"１･３", SEVERAL, RULE_PLAIN},
    {"1 3", SEVERAL, RULE_PLAIN},
    {"1　3", SEVERAL, RULE_PLAIN},
    {"1/3", SEVERAL, RULE_PLAIN},
    {"1\n3", SEVERAL, RULE_PLAIN},
    {"1と3", SEVERAL, RULE_PLAIN},
    {"1、2、3", SEVERAL, RULE_PLAIN},
    {"1、6", SEVERAL, RULE_PLAIN}, /* 6 is none, but two were meant */
    {"1、1", SEVERAL, RULE_PLAIN},
    {"①③", SEVERAL, RULE_PLAIN},
    {"①、③", SEVERAL, RULE_PLAIN},
    {"1①", SEVERAL, RULE_PLAIN},
    {"1、3（予定）", SEVERAL, RULE_PLAIN},
    {"設置している、その他", SEVERAL, RULE_PLAIN},
    {"1 設置している 2 設置していない", SEVERAL, RULE_PLAIN},
    {"1.設置している\n2.設置していない", SEVERAL, RULE_PLAIN},
    {"1、000", NONE, RULE_PLAIN},
    {"13", NONE, RULE_PLAIN},
    {"1-3", NONE, RULE_PLAIN}, /* a range, or two */
    {"1～3", NONE, RULE_PLAIN},
    {"1.3", NONE, RULE_PLAIN},
    {"1か3", NONE, RULE_PLAIN},
    /* anything else */
    {"9", NONE, RULE_PLAIN},
    {"0", NONE, RULE_PLAIN},
    {"-1", NONE, RULE_PLAIN},
    {"○", NONE, RULE_PLAIN},
    {"なし", NONE, RULE_PLAIN},
    {"、", NONE, RULE_PLAIN},
    {"（）", NONE, RULE_PLAIN},
    {"\xEF\xBC", NONE, RULE_PLAIN},
    {"1 \xEF\xBC", NONE, RULE_PLAIN},
    {"1000000000000000000000", NONE, RULE_PLAIN},
};

START_TEST(test_choice)
{
    const char *text = choices[_i].text;
    const struct option *option = NULL;
    enum reading_rule rule = RULE_PLAIN;
    enum choice choice = read_choice(&arena, &question, text, &option, &rule);
    int code = choice == CHOICE_ONE             ? option->code
               : choice == CHOICE_SEVERAL       ? SEVERAL
               : choice == CHOICE_CONTRADICTION ? CONTRADICTION
                                                : NONE;
    ck_assert_msg(code == choices[_i].code, "\"%s\" is %d", text, code);
    if (choice == CHOICE_ONE)
        ck_assert_msg(rule == choices[_i].rule, "\"%s\" by %s", text, reading_rule_name(rule));
}
END_TEST

/* Refused, and quickly. */
START_TEST(test_choice_of_long_texts)
{
    enum { SIZE = 1 << 20 };
    static const char *const pieces[] = {"（", "1、", "１", "①", "あ", ")", "1（", " "};
    char *text = malloc(SIZE + 8);
    const struct option *option;
    enum reading_rule rule;
    ck_assert_ptr_nonnull(text);
    for (int i = 0; i < LENGTH(pieces); i++)
        for (size_t size = 4000; size <= SIZE; size += SIZE - 4000) {
            size_t length = strlen(pieces[i]);
            memcpy(text, "1", 2);
            for (size_t at = 1; at < size; at += length)
                memcpy(text + at, pieces[i], length + 1);
            enum choice choice = read_choice(&arena, &question, text, &option, &rule);
            ck_assert_int_ne(choice, CHOICE_CONTRADICTION);
            ck_assert(choice != CHOICE_ONE || strcmp(pieces[i], " ") == 0);
        }
    free(text);
}
END_TEST

/* A small generator: the same texts in every run. */
static unsigned next_random(unsigned *state)
{
    *state = *state * 1664525U + 1013904223U;
    return *state >> 16;
}

/* Whatever is put together from parts of answers: white space around it changes nothing, and one
 * option is read only if its number or label is there. */
START_TEST(test_choice_of_anything)
{
    static const char *const pieces[] = {"1",
                                         "2",
                                         "３",
                                         "①",
                                         "(1)",
                                         "（",
                                         "）",
                                         "、",
                                         "・",
                                         " ",
                                         "　",
                                         ".",
                                         "：",
                                         "予定",
                                         "未定",
                                         "年",
                                         "設置している",
                                         "その他",
                                         "90",
                                         "4",
                                         "つの場面で設定し、計画に記載",
                                         "-",
                                         "\n",
                                         "\xEF\xBC"};
    static const char *const codes[] = {"1", "2", "３", "4", "5", "90"};
    unsigned state = 1, ones = 0;
    for (int i = 0; i < 20000; i++) {
        struct str text = {0}, spaced = {0};
        for (unsigned count = 1 + next_random(&state) % 6; count > 0; count--)
            str_append(&text, pieces[next_random(&state) % LENGTH(pieces)]);
        str_appendf(&spaced, " \r\n%s　", str_text(&text));
        const struct option *option = NULL, *other = NULL;
        enum reading_rule rule;
        enum choice choice = read_choice(&arena, &question, str_text(&text), &option, &rule);
        ck_assert_msg(read_choice(&arena, &question, str_text(&spaced), &other, &rule) == choice,
                      "\"%s\"", str_text(&text));
        if (choice == CHOICE_ONE) {
            const char *code = codes[option - options];
            ck_assert_ptr_eq(option, other);
            bool numbered = strstr(str_text(&text), code) || strstr(str_text(&text), "①");
            ck_assert_msg(numbered || strstr(str_text(&text), option->label), "\"%s\"",
                          str_text(&text));
            ones++;
        }
        str_release(&text);
        str_release(&spaced);
        arena_reset(&arena);
    }
    ck_assert_uint_gt(ones, 1000);
}
END_TEST

/* Labels that other readings of the same text contradict. */
START_TEST(test_choice_between_like_labels)
{
    static const struct option like[] = {
        {.code = 1, .label = "2"},   {.code = 2, .label = "①"},    {.code = 3, .label = "ＡＢ"},
        {.code = 4, .label = "A B"}, {.code = 5, .label = "はい"}, {.code = 6, .label = "はい"},
    };
    static const struct {
        const char *text;
        int code;
    } cases[] = {{"2", 2}, {"1、2", 0}, {"AB", 0}, {"3 AB", 0}, {"ＡＢ", 3}};
    const struct question between = {.options = like, .option_count = LENGTH(like)};
    const struct option *option;
    enum reading_rule rule;
    for (int i = 0; i < LENGTH(cases); i++) {
        bool one = read_choice(&arena, &between, cases[i].text, &option, &rule) == CHOICE_ONE;
        ck_assert_msg((one ? option->code : 0) == cases[i].code, "\"%s\"", cases[i].text);
    }
}
END_TEST

/* ---- Every option of the surveys ---- */

static void assert_read(const struct question *asked, const char *text, int code)
{
    const struct option *option = NULL;
    enum reading_rule rule;
    ck_assert_msg(read_choice(&arena, asked, text, &option, &rule) == CHOICE_ONE, "%s \"%s\"",
                  asked->id, text);
    ck_assert_msg(option->code == code, "%s \"%s\" is %d", asked->id, text, option->code);
}

static void assert_writings(const struct question *asked, const struct option *option)
{
    const char *label = option->label;
    int code = option->code;
    assert_read(asked, label, code);
    assert_read(asked, arena_printf(&arena, " %s　", label), code);
    assert_read(asked, arena_printf(&arena, "%d", code), code);
    assert_read(asked, arena_printf(&arena, "%d.", code), code);
    assert_read(asked, arena_printf(&arena, "%d %s", code, label), code);
    assert_read(asked, arena_printf(&arena, "%d．%s", code, label), code);
    assert_read(asked, arena_printf(&arena, "（%d） %s", code, label), code);
    assert_read(asked, arena_printf(&arena, "%d（予定）", code), code);
    assert_read(asked, arena_printf(&arena, "%s（予定）", label), code);
}

static const char *const surveys[][2] = {
    {"configs", "r3"},
    {"configs", "r4"},
    {"configs", "r6"},
    {"configs", "training-r4"},
    {"tests/data/configs", "library"},
};

START_TEST(test_every_option)
{
    struct config config = {0};
    size_t count = 0;
    ck_assert(config_read(&config, surveys[_i][0], surveys[_i][1]));
    for (size_t i = 0; i < config.codebook.form_count; i++) {
        const struct form *form = &config.codebook.forms[i];
        for (size_t j = 0; j < form->question_count; j++) {
            const struct question *asked = &form->questions[j];
            for (size_t k = 0; asked->type == QUESTION_SINGLE && k < asked->option_count; k++) {
                assert_writings(asked, &asked->options[k]);
                count++;
            }
        }
    }
    ck_assert_uint_gt(count, 5);
    config_release(&config);
}
END_TEST

/* ---- Numbers ---- */

static const struct {
    const char *unit, *text;
    int64_t value; /* -1: refused */
    enum reading_rule rule;
} amounts[] = {
    {"人", "30", 30, RULE_PLAIN},
    {"人", " 30　", 30, RULE_PLAIN},
    {"人", "30.0", 30, RULE_PLAIN},
    {"人", "0", 0, RULE_PLAIN},
    {"人", "３０", 30, RULE_WIDTH},
    {"人", "3０", 30, RULE_WIDTH},
    {"人", "3,000", 3000, RULE_COMMAS},
    {"人", "３，０００", 3000, RULE_COMMAS},
    {"人", "30人", 30, RULE_UNIT},
    {"人", "30 人 ", 30, RULE_UNIT},
    {"人", "　３０人", 30, RULE_UNIT},
    {"人", "3,000人", 3000, RULE_UNIT},
    {"％", "30%", 30, RULE_UNIT},
    {"%", "３０％", 30, RULE_UNIT},
    {"％", "30﹪", 30, RULE_UNIT}, /* the small form */
    {"カ所", "3ｶ所", 3, RULE_UNIT},
    {"km", "3㎞", 3, RULE_UNIT},
    {"市町村", "12市町村", 12, RULE_UNIT},
    {"回", "30人", -1, RULE_PLAIN}, /* another question's unit */
    {"", "30人", -1, RULE_PLAIN},
    {"人", "30名", -1, RULE_PLAIN},
    {"人", "30人程度", -1, RULE_PLAIN},
    {"人", "3千人", -1, RULE_PLAIN},
    {"人", "約30", -1, RULE_PLAIN},
    {"人", "約30人", -1, RULE_PLAIN},
    {"人", "30人～", -1, RULE_PLAIN},
    {"人", "20〜30人", -1, RULE_PLAIN},
    {"人", "30人20人", -1, RULE_PLAIN},
    {"人", "30、20人", -1, RULE_PLAIN},
    {"人", "人", -1, RULE_PLAIN},
    {"人", "1,23人", -1, RULE_PLAIN},
    {"人", "1 000人", -1, RULE_PLAIN},
    {"人", "三十", -1, RULE_PLAIN},
    {"人", "①", -1, RULE_PLAIN},
    {"人", "3²", -1, RULE_PLAIN},
    {"人", "30(人)", -1, RULE_PLAIN},
    {"人", "なし", -1, RULE_PLAIN},
    {"人", "", -1, RULE_PLAIN},
    {"人", "30\xEF\xBC", -1, RULE_PLAIN},
};

START_TEST(test_amount)
{
    struct amount amount;
    const char *text = amounts[_i].text;
    bool read = read_amount(&arena, amounts[_i].unit, text, false, &amount);
    ck_assert_msg(read == (amounts[_i].value >= 0), "\"%s\"", text);
    if (!read)
        return;
    ck_assert_msg(amount.value == amounts[_i].value * NUMBER_SCALE, "\"%s\"", text);
    ck_assert_msg(amount.rule == amounts[_i].rule, "\"%s\" by %s", text,
                  reading_rule_name(amount.rule));
}
END_TEST

START_TEST(test_amount_of_a_numeric_cell)
{
    struct amount amount;
    ck_assert(read_amount(&arena, "人", "3.0", true, &amount));
    ck_assert_int_eq(amount.rule, RULE_PLAIN);
    ck_assert(read_amount(&arena, "人", "0.30000000000000004", true, &amount));
    ck_assert_int_eq(amount.rule, RULE_PLAIN);
    ck_assert_int_eq(amount.decimals, 1);
}
END_TEST

static const struct {
    const char *text;
    bool none;
} no_numbers[] = {
    {"なし", true},     {"無", true},    {"ﾅｼ", true},     {"-", true},   {"－", true},
    {"−", true},        {"ー", true},    {"―", true},      {"ｰ", true},   {"×", true},
    {"ｘ", true},       {"未定", true},  {" 不明 ", true}, {"？", true},  {"…", true},
    {"特になし", true}, {"約30", false}, {"30", false},    {"--", false}, {"0なし", false},
    {"", false},        {"\xEF", false},
};

START_TEST(test_no_number)
{
    ck_assert_msg(says_no_number(&arena, no_numbers[_i].text) == no_numbers[_i].none, "\"%s\"",
                  no_numbers[_i].text);
}
END_TEST

/* ---- Ticks ---- */

static const struct {
    const char *text;
    enum reading_rule rule;
} ticks[] = {
    {NULL, RULE_PLAIN},     {"", RULE_PLAIN},     {"　", RULE_PLAIN},       {"1", RULE_PLAIN},
    {"0", RULE_PLAIN},      {"○", RULE_PLAIN},    {"〇", RULE_PLAIN},       {"◯", RULE_PLAIN},
    {"　○ ", RULE_PLAIN},   {"１", RULE_TICK},    {"０", RULE_NO_TICK},     {"●", RULE_TICK},
    {"◎", RULE_TICK},       {"■", RULE_TICK},     {"☑", RULE_TICK},         {"✓", RULE_TICK},
    {"✔", RULE_TICK},       {"レ", RULE_TICK},    {"ﾚ", RULE_TICK},         {"TRUE", RULE_TICK},
    {"あり", RULE_TICK},    {"有", RULE_TICK},    {"はい", RULE_TICK},      {"×", RULE_NO_TICK},
    {"✕", RULE_NO_TICK},    {"x", RULE_NO_TICK},  {"－", RULE_NO_TICK},     {"-", RULE_NO_TICK},
    {"なし", RULE_NO_TICK}, {"無", RULE_NO_TICK}, {"いいえ", RULE_NO_TICK}, {"□", RULE_NO_TICK},
};

START_TEST(test_tick_rule)
{
    enum tick tick = read_tick(ticks[_i].text);
    ck_assert_int_ne(tick, TICK_UNCLEAR);
    ck_assert_msg(tick_rule(ticks[_i].text, tick) == ticks[_i].rule, "\"%s\"", ticks[_i].text);
}
END_TEST

static Suite *normalise_suite(void)
{
    Suite *suite = suite_create("normalise");
    TCase *rules = tcase_create("rules");
    tcase_add_checked_fixture(rules, NULL, teardown);
    tcase_add_loop_test(rules, test_key, 0, LENGTH(keys));
    tcase_add_test(rules, test_key_of_long_and_broken_texts);
    tcase_add_loop_test(rules, test_choice, 0, LENGTH(choices));
    tcase_add_test(rules, test_choice_of_long_texts);
    tcase_add_test(rules, test_choice_of_anything);
    tcase_add_test(rules, test_choice_between_like_labels);
    tcase_add_loop_test(rules, test_every_option, 0, LENGTH(surveys));
    tcase_add_loop_test(rules, test_amount, 0, LENGTH(amounts));
    tcase_add_test(rules, test_amount_of_a_numeric_cell);
    tcase_add_loop_test(rules, test_no_number, 0, LENGTH(no_numbers));
    tcase_add_loop_test(rules, test_tick_rule, 0, LENGTH(ticks));
    suite_add_tcase(suite, rules);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(normalise_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
