/*
 * Sentences from made counts of the survey under tests/data/config-sentences: every wording at its
 * bounds, rankings with and without ties, claims, and the Markdown. Mistakes in them:
 * test_config.c. No database.
 */
#include "report/sentence.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GOOD "tests/data/config-sentences"

static struct config config;
static struct arena arena;
static struct cells cells;

static void set_up(void)
{
    ck_assert(config_read(&config, GOOD, "words"));
    cells_init(&cells, &arena, &config.codebook.forms[0], &config.codebook.banners[0]);
}

static void tear_down(void)
{
    arena_reset(&arena);
    config_release(&config);
}

/* "drink 1 2 3 4 0 0; shop/10 5 4 3 2 0 0": the counts of each answer, 無回答 and 不明, in a class;
 * of how many asked, their sum unless it is said. What is not named is asked of nobody. */
static void fill(const char *made, size_t line)
{
    char *save = NULL, *inner = NULL, *text = arena_strdup(&arena, made);
    for (char *item = strtok_r(text, ";", &save); item; item = strtok_r(NULL, ";", &save)) {
        char *name = strtok_r(item, " ", &inner), *base = strchr(name, '/');
        if (base)
            *base++ = '\0';
        const struct item *found = form_item(cells.form, name);
        ck_assert_msg(found != NULL, "%s", name);
        struct counts *counts = &cells.counts[found - cells.form->items];
        int64_t sum = 0;
        for (size_t a = 0; a < counts->answer_count; a++) {
            const char *count = strtok_r(NULL, " ", &inner);
            ck_assert_msg(count != NULL, "%s", made);
            counts->counts[line * counts->answer_count + a] = strtoll(count, NULL, 10);
            sum += strtoll(count, NULL, 10);
        }
        counts->base[line] = base ? strtoll(base, NULL, 10) : sum;
    }
}

static const struct sentence *sentence_of(const char *id)
{
    for (size_t i = 0; i < config.sentence_count; i++)
        if (strcmp(config.sentences[i].id, id) == 0)
            return &config.sentences[i];
    ck_abort_msg("no sentence %s", id);
    return NULL;
}

/* ---- Each sentence ---- */

static const struct {
    const char *id, *counts;
    const char *text; /* NULL: it cannot be made, ... */
    enum sentence_state state;
    const char *detail; /* ... for this reason */
} cases[] = {
    /* Percentages are those of the tables: half up, 0 for none, * for a base under ten. */
    {"percent", "drink 1183 534 0 0 0 0", .text = "茶は68.9％。"},
    {"percent", "drink 1 15 0 0 0 0", .text = "茶は6.3％。"},
    {"percent", "drink 0 10 0 0 0 0", .text = "茶は0％。"},
    {"percent", "drink 1 9999 0 0 0 0", .text = "茶は0.0％。"},
    {"percent", "drink 1 7 0 0 1 0", .text = "茶は11.1％*。"},
    {"percent", "drink 1 8 0 0 1 0", .text = "茶は10.0％。"},
    {"percent", "meal.noon 1 1 0 0", .state = SENTENCE_NOBODY, .detail = ""},
    {"count", "drink 1183 534 0 0 0 0", .text = "1,183人（1,717人のうち）。"},
    {"count", "drink 1 1 0 0 0 0", .text = "1人（2人のうち）。"},
    {"together", "drink 10 20 30 35 5 0", .text = "茶か水は40.0％（図1）。"},
    {"blank", "drink 10 20 30 30 8 2", .text = "無回答は8.0％、不明は2.0％。"},
    {"rows", "meal.morning 439 561 0 0;meal.noon 504 496 0 0;meal.evening 470 530 0 0",
     .text = "約4～5割、47.0～50.4％。"},
    {"rows", "meal.morning 39 61 0 0;meal.noon 41 59 0 0;meal.evening 41 59 0 0",
     .text = "約4割、41.0％。"},
    {"rows", "meal.morning 39 61 0 0;meal.evening 41 59 0 0", .state = SENTENCE_NOBODY,
     .detail = ""},

    /* The nearest tenth, from 5 to under 95 percent. */
    {"tenths", "drink 250 750 0 0 0 0", .text = "約3割。"},
    {"tenths", "drink 2499 7501 0 0 0 0", .text = "約2割。"},
    {"tenths", "drink 50 950 0 0 0 0", .text = "約1割。"},
    {"tenths", "drink 499 9501 0 0 0 0", .state = SENTENCE_WORDS, .detail = "0割（5.0％）"},
    {"tenths", "drink 9499 501 0 0 0 0", .text = "約9割。"},
    {"tenths", "drink 950 50 0 0 0 0", .state = SENTENCE_WORDS, .detail = "10割（95.0％）"},
    {"reach", "drink 700 300 0 0 0 0", .text = "7割以上。"},
    {"reach", "drink 699999 300001 0 0 0 0", .text = "6割以上。"},
    {"reach", "drink 99 901 0 0 0 0", .state = SENTENCE_WORDS, .detail = "0割以上（9.9％）"},
    {"reach", "drink 10 0 0 0 0 0", .state = SENTENCE_WORDS, .detail = "10割以上（100.0％）"},
    {"under", "drink 599 401 0 0 0 0", .text = "6割未満。"},
    {"under", "drink 600 400 0 0 0 0", .text = "7割未満。"},
    {"under", "drink 0 400 0 0 0 0", .text = "1割未満。"},
    {"under", "drink 900 100 0 0 0 0", .state = SENTENCE_WORDS, .detail = "10割未満（90.0％）"},
    {"half", "shop/100 40 60 0 0 0 0", .text = "約半数。"},
    {"half", "shop/10000 3999 6000 0 0 0 0", .state = SENTENCE_WORDS,
     .detail = "半数（40.0～60.0％）"},
    {"half", "shop/10000 4000 6001 0 0 0 0", .state = SENTENCE_WORDS,
     .detail = "半数（40.0～60.0％）"},
    {"half", "shop/5 2 3 0 0 0 0", .text = "約半数*。"},
    {"majority", "drink 501 499 0 0 0 0", .text = "過半数。"},
    {"majority", "drink 500 500 0 0 0 0", .state = SENTENCE_WORDS, .detail = "過半数（50.0％）"},

    /* Rankings: the exact order, ties as ties, a label's own quotation marks inside the others. */
    {"ranking", "drink 10 50 30 10 0 0",
     .text =
         "「珈琲」が50.0％と最も多く、次いで「水」30.0％、「茶」と「その他」（同率）10.0％の順。"},
    {"ranking", "drink 40000 19999 20000 1 0 0",
     .text = "「茶」が50.0％と最も多く、次いで「水」25.0％、「珈琲」25.0％の順。"},
    {"ranking", "drink 30 10 30 20 10 0",
     .text = "「茶」と「水」が同率の30.0％で最も多く、次いで「その他」20.0％の順。"},
    {"ranking", "drink 30 30 30 10 0 0", .state = SENTENCE_FLAT, .detail = "drink"},
    {"ranking", "drink 0 0 0 0 10 0", .state = SENTENCE_FLAT, .detail = "drink"},
    {"ranking", "drink 10 0 0 0 0 0", .state = SENTENCE_FLAT, .detail = "drink"},
    {"ranking", "drink 6 4 0 0 0 0",
     .text = "「茶」が60.0％と最も多く、次いで「珈琲」40.0％の順。"},
    {"ranking", "drink 4 2 1 0 0 0",
     .text = "「茶」が57.1％*と最も多く、次いで「珈琲」28.6％*、「水」14.3％*の順。"},
    {"one", "drink 1 2 3 4 0 0", .text = "「その他」が40.0％と最も多く。"},
    {"one", "drink 4 3 3 4 0 0", .text = "「茶」と「その他」が同率の28.6％で最も多く。"},
    {"one", "drink 4 4 1 4 0 0", .text = "「茶」、「珈琲」、「その他」が同率の30.8％で最も多く。"},
    {"one", "drink 0 0 0 0 9 0", .state = SENTENCE_FLAT, .detail = "drink"},
    {"named", "meal.morning 57 43 0 0;meal.noon 55 45 0 0;meal.evening 30 70 0 0",
     .text = "最も多い「朝」では5割以上、半数。"},
    {"named", "meal.morning 30 70 0 0;meal.noon 55 45 0 0;meal.evening 55 45 0 0",
     .state = SENTENCE_FLAT, .detail = "meal = 1"},
    /* Shares of different bases are compared, not counts: 3 of 4 above 50 of 100. */
    {"named", "meal.morning 5 5 0 0;meal.noon 6 4 0 0;meal.evening 50 100 0 0",
     .text = "最も多い「昼食」では6割以上、半数。"},
    {"value", "shop/20 11 12 3 20 0 0",
     .text = "「安い」が12人（60.0％）と最も高く、次いで「『駅前』にある」11人（55.0％）の順。"},
    {"only", "drink 5 3 2 0 0 0", .text = "「茶」が50.0％と最も多く、次いで「珈琲」30.0％の順。"},
    {"only", "drink 5 2 3 0 0 0", .state = SENTENCE_OTHER, .detail = "「水」"},
    {"only", "drink 5 3 3 0 0 0", .state = SENTENCE_OTHER, .detail = "「水」"},

    /* Claims: exact, strict, pair by pair, and never of a figure with itself. */
    {"more", "meal.morning 5 5 0 0;meal.noon 6 4 0 0;meal.evening 5 5 0 0",
     .text = "昼食が最も多い。"},
    {"more", "meal.morning 5 5 0 0;meal.noon 6 4 0 0;meal.evening 6 4 0 0", .state = SENTENCE_CLAIM,
     .detail = "meal.noon = 1 > meal = 1（60.0％、60.0％）"},
    {"more", "meal.morning 59999 40001 0 0;meal.noon 6 4 0 0;meal.evening 0 9 0 0",
     .text = "昼食が最も多い。"},
    {"pairs", "meal.morning 5 5 0 0;meal.noon 6 4 0 0;meal.evening 7 3 0 0",
     .text = "とる者が多い。"},
    {"pairs", "meal.morning 5 5 0 0;meal.noon 4 6 0 0;meal.evening 7 3 0 0",
     .state = SENTENCE_CLAIM, .detail = "meal = 1 >= meal = 2（40.0％、60.0％）"},
    {"limit", "drink 334 666 0 0 0 0", .text = "茶は33.4％。"},
    {"limit", "drink 333 667 0 0 0 0", .state = SENTENCE_CLAIM,
     .detail = "drink = 1 > 33.3%（33.3％）"},
    {"limit", "drink 6 4 0 0 0 0", .text = "茶は60.0％。"},
    {"limit", "drink 601 399 0 0 0 0", .state = SENTENCE_CLAIM,
     .detail = "drink = 1 <= 60（60.1％）"},
    {"ranked", "drink 8 2 0 0 0 0", .text = "「茶」が80.0％と最も多く、次いで「珈琲」20.0％の順。"},
    {"ranked", "drink 5 4 1 0 0 0", .state = SENTENCE_CLAIM, .detail = "1位 > 50％（50.0％）"},
    {"ranked", "drink 91 9 0 0 0 0", .state = SENTENCE_CLAIM, .detail = "順位 >= 10％（9.0％）"},
};

START_TEST(sentences_are_made)
{
    /* In the class of all units, and in another one. */
    for (size_t line = 0; line < 3; line += 2) {
        struct made_sentence made;
        fill(cases[_i].counts, line);
        sentence_make(&made, sentence_of(cases[_i].id), &cells, line, &arena);
        if (cases[_i].text) {
            ck_assert_msg(made.text != NULL, "%d: %s", made.state, made.detail);
            ck_assert_str_eq(made.text, cases[_i].text);
            ck_assert_int_eq(made.state, SENTENCE_MADE);
            ck_assert_int_eq(made.few, strchr(made.text, '*') != NULL);
        } else {
            ck_assert_msg(made.text == NULL, "%s", made.text);
            ck_assert_int_eq(made.state, cases[_i].state);
            ck_assert_str_eq(made.detail, cases[_i].detail);
        }
    }
}
END_TEST

START_TEST(a_sentence_knows_its_base)
{
    struct made_sentence made;
    fill("drink 1 2 3 4 5 6;meal.noon 1 1 0 0", 0);
    sentence_make(&made, sentence_of("percent"), &cells, 0, &arena);
    ck_assert_int_eq(made.n, 21);
    ck_assert_str_eq(made.about->id, "drink");
    sentence_make(&made, sentence_of("more"), &cells, 0, &arena);
    ck_assert_int_eq(made.n, 2);
    ck_assert_str_eq(made.about->id, "meal");
}
END_TEST

/* ---- All of them ---- */

static const char *markdown(const struct sentences *sentences, bool synthetic)
{
    char *bytes = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&bytes, &length);
    ck_assert_ptr_nonnull(stream);
    ck_assert(sentences_write(stream, sentences, synthetic));
    ck_assert_int_eq(fclose(stream), 0);
    const char *text = arena_strdup(&arena, bytes);
    free(bytes);
    return text;
}

static const char written[] =
    "# 令和5年度 昼食\\*調査　本文\n\n2023年度(令和5年度)\n"
    "\n## 1. 飲み物\n\n"
    "茶は60.0％。6人（10人のうち）。\n\n茶か水は70.0％（図1）。\n\n無回答は0％、不明は0％。\n"
    "\n## 2. 食事\n\n"
    "約6割。\n\n6割以上。\n\n7割未満。\n\n約半数\\*。\n\n過半数。\n\n"
    "「茶」が60.0％と最も多く、次いで「珈琲」30.0％、「水」10.0％の順。\n\n"
    "「『駅前』にある」が3人（60.0％\\*）と最も高く、次いで「安い」2人（40.0％\\*）の順。\n\n"
    "「茶」が60.0％と最も多く、次いで「珈琲」30.0％の順。\n\n「茶」が60.0％と最も多く。\n"
    "\n## 3. \\<主張\\>\n\n"
    "茶は60.0％。\n\n「茶」が60.0％と最も多く、次いで「珈琲」30.0％の順。\n"
    "\n## 印刷しない文\n\n"
    "- rows：尋ねた対象がない\n- named：尋ねた対象がない\n- more：尋ねた対象がない\n"
    "- pairs：文の述べることが成り立たない：meal = 1 \\>= meal = 2（0％、100.0％）\n"
    "\n\\*：対象が10未満のため、割合の利用に注意する。\n";

START_TEST(writes_markdown)
{
    struct sentences sentences;
    sentences_init(&sentences, &config, &arena);
    ck_assert_str_eq(markdown(&sentences, false),
                     "# 令和5年度 昼食\\*調査　本文\n\n2023年度(令和5年度)\n");
    fill("drink 6 3 1 0 0 0;shop/5 3 2 0 0 0 0", 0);
    sentences_take_nation(&sentences, &cells);
    struct made_sentence *pairs = &sentences.made[16];
    ck_assert_str_eq(pairs->sentence->id, "pairs");
    ck_assert_int_eq(pairs->state, SENTENCE_NOBODY);
    fill("meal.morning 0 9 0 0;meal.noon 5 5 0 0;meal.evening 5 5 0 0", 0);
    sentence_make(pairs, pairs->sentence, &cells, 0, &arena);
    ck_assert_str_eq(markdown(&sentences, false), written);
    ck_assert_ptr_nonnull(strstr(markdown(&sentences, true), "\n合成データ(synthetic)による"));
}
END_TEST

static Suite *sentences_suite(void)
{
    Suite *suite = suite_create("sentences");
    TCase *made = tcase_create("made");
    tcase_add_checked_fixture(made, set_up, tear_down);
    tcase_add_loop_test(made, sentences_are_made, 0, (int)(sizeof cases / sizeof *cases));
    tcase_add_test(made, a_sentence_knows_its_base);
    tcase_add_test(made, writes_markdown);
    suite_add_tcase(suite, made);
    TCase *mistakes = tcase_create("mistakes");
    suite_add_tcase(suite, mistakes);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(sentences_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
