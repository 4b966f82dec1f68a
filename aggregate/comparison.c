#include "aggregate/comparison.h"

#include "aggregate/estimate.h"
#include "common/inference.h"
#include "common/round.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    ALL_OPTIONS = -1,
    COMPARISON_FIELDS = 12,
    LETTER_FIELDS = 11,
    P_DECIMALS = 6,
    STATISTIC_TEXT_DECIMALS = 4,
};

/* The cells of one item by one banner, and where results go. */
struct comparison {
    const struct sureness *sureness;
    const char *survey;
    const struct form *form;
    const struct banner_set *set;
    struct arena arena; /* for one item by one banner */
    size_t item, banner;
    int64_t *counts;                 /* [option][class] */
    int64_t *valid;                  /* [class]; 0 where the class is none of an answer */
    bool *answers;                   /* [class] */
    struct copy_rows tests, letters; /* sent at the end: until then the connection is reading */
    int64_t stored;
};

static const struct question *question_of(const struct comparison *all)
{
    return all->form->items[all->item].question;
}

static size_t class_count(const struct comparison *all)
{
    return all->set->banners[all->banner].class_count;
}

/* Is the class one of an answer, and not of 無回答 or 不明? */
static bool class_is_answer(const struct banner_set *set, size_t banner, size_t class)
{
    const struct banner *of = &set->banners[banner];
    if (of->kind == BANNER_CROSS) {
        size_t right = set->banners[of->right].class_count;
        return class_is_answer(set, of->left, class / right) &&
               class_is_answer(set, of->right, class % right);
    }
    return of->kind != BANNER_QUESTION || class < of->item->question->option_count;
}

static bool divides_by_item(const struct comparison *all, size_t banner)
{
    const struct banner *of = &all->set->banners[banner];
    if (of->kind == BANNER_CROSS)
        return divides_by_item(all, of->left) || divides_by_item(all, of->right);
    return of->kind == BANNER_QUESTION && of->item == &all->form->items[all->item];
}

/* ---- The test of a table ---- */

struct table_test {
    int64_t n;
    struct chi_square chi_square; /* n 0: refused */
    double exact;
    const char *remark;
};

/* Why there is no test; NULL if there can be one. */
static const char *refusal(const struct comparison *all, int64_t n, size_t classes)
{
    if (divides_by_item(all, all->banner))
        return REMARK_SAME_QUESTION;
    if (n < all->sureness->smallest_base)
        return REMARK_SMALL_BASE;
    return classes < 2 ? REMARK_ONE_CLASS : NULL;
}

static struct table_test test_table(const struct comparison *all, const struct contingency *table)
{
    struct table_test test = {.exact = NAN};
    size_t classes = 0;
    for (size_t class = 0; class < class_count(all); class ++) {
        test.n += all->valid[class];
        classes += all->valid[class] > 0;
    }
    test.remark = refusal(all, test.n, classes);
    if (test.remark)
        return test;
    test.chi_square = chi_square_test(table);
    test.remark = test.chi_square.df ? "" : REMARK_ONE_ANSWER;
    if (test.chi_square.df && test.chi_square.smallest_expected < EXPECTED_SMALLEST) {
        test.exact = fisher_exact(table, EXACT_WORK);
        test.remark = isnan(test.exact) ? REMARK_NO_EXACT : "";
    }
    return test;
}

static void store_test(struct comparison *all, int32_t option, const struct table_test *test)
{
    struct copy_rows *rows = &all->tests;
    copy_row(rows, COMPARISON_FIELDS);
    copy_text(rows, all->survey);
    copy_text(rows, all->form->id);
    copy_int4(rows, (int32_t)all->item);
    copy_int4(rows, option);
    copy_int4(rows, (int32_t)all->banner);
    copy_int8(rows, test->n);
    if (test->chi_square.df) {
        copy_rounded(rows, test->chi_square.statistic, STATISTIC_TEXT_DECIMALS);
        copy_int8(rows, test->chi_square.df);
        copy_rounded(rows, test->chi_square.p, P_DECIMALS);
        copy_rounded(rows, test->chi_square.v, STATISTIC_TEXT_DECIMALS);
    } else
        for (int i = 0; i < 4; i++)
            copy_null(rows);
    copy_rounded(rows, test->exact, P_DECIMALS);
    copy_text(rows, test->remark);
    all->stored++;
}

/* A single question: its answers by the classes. */
static void test_single(struct comparison *all)
{
    struct contingency table = {
        .counts = all->counts,
        .rows = question_of(all)->option_count,
        .columns = class_count(all),
    };
    struct table_test test = test_table(all, &table);
    store_test(all, ALL_OPTIONS, &test);
}

/* A multiple question: those who ticked an option and those who did not, by the classes. */
static void test_option(struct comparison *all, size_t option)
{
    size_t classes = class_count(all);
    int64_t *counts = arena_array(&all->arena, 2 * classes, sizeof *counts);
    for (size_t class = 0; class < classes; class ++) {
        counts[class] = all->counts[option * classes + class];
        counts[classes + class] = all->valid[class] - counts[class];
    }
    struct contingency table = {.counts = counts, .rows = 2, .columns = classes};
    struct table_test test = test_table(all, &table);
    store_test(all, (int32_t)option, &test);
}

/* ---- Letters ---- */

char *column_letters(char *buffer, size_t position)
{
    char *at = buffer + LETTERS_SIZE - 1;
    *at = '\0';
    for (size_t rest = position + 1; rest > 0; rest = (rest - 1) / 26)
        *--at = (char)('A' + (rest - 1) % 26);
    return memmove(buffer, at, strlen(at) + 1);
}

/* The classes of one option that are compared, and the p of every pair. */
struct pairs {
    const struct comparison *all;
    size_t option;
    const size_t *classes;
    size_t count;
    double *p; /* of (i, j), i < j, in this order */
};

static struct proportion class_proportion(const struct pairs *pairs, size_t i)
{
    const struct comparison *all = pairs->all;
    size_t class = pairs->classes[i];
    return (struct proportion){
        .count = all->counts[pairs->option * class_count(all) + class],
        .base = all->valid[class],
    };
}

static size_t pair_index(const struct pairs *pairs, size_t i, size_t j)
{
    return i * pairs->count - i * (i + 1) / 2 + (j - i - 1);
}

static void compare_pairs(struct pairs *pairs)
{
    for (size_t i = 0; i < pairs->count; i++)
        for (size_t j = i + 1; j < pairs->count; j++)
            pairs->p[pair_index(pairs, i, j)] =
                compare_proportions(class_proportion(pairs, i), class_proportion(pairs, j)).p;
    size_t tests = pairs->count < 2 ? 0 : pairs->count * (pairs->count - 1) / 2;
    enum adjustment adjustment = pairs->all->sureness->adjustment;
    if (adjustment == ADJUST_BONFERRONI)
        adjust_bonferroni(pairs->p, tests);
    else if (adjustment == ADJUST_BH)
        adjust_benjamini_hochberg(pairs->p, tests);
}

/* Is the share of i larger than that of j, by more than chance? Shares are compared exactly. */
static bool is_above(const struct pairs *pairs, size_t i, size_t j)
{
    double p = pairs->p[i < j ? pair_index(pairs, i, j) : pair_index(pairs, j, i)];
    double level = (double)pairs->all->sureness->test_level / (double)NUMBER_SCALE;
    if (isnan(p) || p >= level)
        return false;
    struct proportion first = class_proportion(pairs, i), second = class_proportion(pairs, j);
    return (wide)first.count * second.base > (wide)second.count * first.base;
}

static const char *letters_below(const struct pairs *pairs, size_t i, struct str *text)
{
    char letters[LETTERS_SIZE];
    str_reset(text);
    for (size_t j = 0; j < pairs->count; j++)
        if (j != i && is_above(pairs, i, j))
            str_appendf(text, "%s%s", text->length ? " " : "",
                        column_letters(letters, pairs->classes[j]));
    return str_text(text);
}

static void store_letter(struct comparison *all, size_t option, size_t class, const char *above,
                         const char *remark)
{
    char letters[LETTERS_SIZE];
    struct copy_rows *rows = &all->letters;
    copy_row(rows, LETTER_FIELDS);
    copy_text(rows, all->survey);
    copy_text(rows, all->form->id);
    copy_int4(rows, (int32_t)all->item);
    copy_int4(rows, (int32_t)option);
    copy_int4(rows, (int32_t)all->banner);
    copy_int4(rows, (int32_t) class);
    copy_text(rows, column_letters(letters, class));
    copy_int8(rows, all->counts[option * class_count(all) + class]);
    copy_int8(rows, all->valid[class]);
    copy_text(rows, above);
    copy_text(rows, remark);
}

/* Why a class is not compared with the others; "" if it is. */
static const char *class_remark(const struct comparison *all, size_t class)
{
    if (divides_by_item(all, all->banner))
        return REMARK_SAME_QUESTION;
    if (!all->answers[class])
        return REMARK_NO_ANSWER;
    if (all->valid[class] < all->sureness->smallest_base)
        return REMARK_SMALL_BASE;
    return class_count(all) > COMPARED_CLASSES_LARGEST ? REMARK_MANY_CLASSES : "";
}

static void store_letters(struct comparison *all, struct pairs *pairs)
{
    struct str above = {0};
    size_t next = 0;
    compare_pairs(pairs);
    for (size_t class = 0; class < class_count(all); class ++) {
        bool compared = next < pairs->count && pairs->classes[next] == class;
        store_letter(all, pairs->option, class, compared ? letters_below(pairs, next, &above) : "",
                     class_remark(all, class));
        next += compared;
    }
    str_release(&above);
}

static void compare_columns(struct comparison *all)
{
    size_t *classes = arena_array(&all->arena, class_count(all), sizeof *classes);
    struct pairs pairs = {.all = all, .classes = classes};
    for (size_t class = 0; class < class_count(all); class ++)
        if (!*class_remark(all, class))
            classes[pairs.count++] = class;
    pairs.p = arena_array(&all->arena, pairs.count * pairs.count, sizeof *pairs.p);
    for (pairs.option = 0; pairs.option < question_of(all)->option_count; pairs.option++)
        store_letters(all, &pairs);
}

/* ---- Rows ---- */

static void finish_table(struct comparison *all)
{
    if (!all->counts)
        return;
    const struct question *question = question_of(all);
    if (question->type == QUESTION_SINGLE)
        test_single(all);
    for (size_t option = 0; question->type == QUESTION_MULTIPLE && option < question->option_count;
         option++)
        test_option(all, option);
    compare_columns(all);
    all->counts = NULL;
    arena_reset(&all->arena);
}

static void begin_table(struct comparison *all, size_t item, size_t banner)
{
    all->item = item;
    all->banner = banner;
    size_t classes = class_count(all);
    all->counts =
        arena_array(&all->arena, question_of(all)->option_count * classes, sizeof *all->counts);
    all->valid = arena_array(&all->arena, classes, sizeof *all->valid);
    all->answers = arena_array(&all->arena, classes, sizeof *all->answers);
    for (size_t class = 0; class < classes; class ++)
        all->answers[class] = class_is_answer(all->set, banner, class);
}

static void take_cell(void *context, const struct copy_field *fields, size_t count)
{
    struct comparison *all = context;
    if (count != 6)
        abort();
    size_t item = (size_t)copy_get_int4(&fields[0]), option = (size_t)copy_get_int4(&fields[1]);
    size_t banner = (size_t)copy_get_int4(&fields[2]), class = (size_t)copy_get_int4(&fields[3]);
    if (!all->counts || item != all->item || banner != all->banner) {
        finish_table(all);
        if (all->set->banners[banner].class_count < 2)
            return;
        begin_table(all, item, banner);
    }
    if (!all->answers[class] || option >= question_of(all)->option_count)
        return;
    all->counts[option * class_count(all) + class] = copy_get_int8(&fields[4]);
    all->valid[class] = copy_get_int8(&fields[5]);
}

static int64_t compare_form(struct db *db, const struct config *config, size_t form)
{
    struct comparison all = {
        .sureness = &config->sureness,
        .survey = config->codebook.survey,
        .form = &config->codebook.forms[form],
        .set = &config->codebook.banners[form],
    };
    const char *values[] = {all.survey, all.form->id};
    db_copy_out(db, "aggregate/comparison-cells", 2, values, take_cell, &all);
    finish_table(&all);
    db_copy_in(db, "aggregate/copy-comparisons", &all.tests);
    db_copy_in(db, "aggregate/copy-letters", &all.letters);
    str_release(&all.tests.bytes);
    str_release(&all.letters.bytes);
    arena_release(&all.arena);
    return all.stored;
}

int64_t comparisons_store(struct db *db, const struct config *config)
{
    int64_t stored = 0;
    if (config->sureness.tests)
        for (size_t form = 0; form < config->codebook.form_count; form++)
            stored += compare_form(db, config, form);
    return stored;
}
