/* What tables.yaml asks for beside the plain counts, in the tables and in the workbook, from
 * invented counts of the survey under tests/data/configs/library. No database. subtotals.csv was
 * recounted with Python's fractions when it was made; RENKEI_GOLDEN=write writes the golden files
 * anew. */
#include "common/config.h"
#include "report/national.h"
#include "report/tables_csv.h"
#include "report/tables_measures.h"
#include "report/words.h"
#include "tests/dump_sheet.h"
#include "tests/golden.h"
#include "tests/made_counts.h"

#define GOLDEN "tests/data/report/"
enum { ANSWERED = 50 };

static struct config config;
static struct turnout turnouts[2];
static struct loaded loaded;

static void set_up(void)
{
    folder_open();
    ck_assert(config_read(&config, MADE_CONFIGS, MADE_SURVEY));
    for (size_t f = 0; f < 2; f++)
        turnouts[f] = made_turnout(&kept, &config, f, ANSWERED);
    loaded = (struct loaded){.turnouts = turnouts, .source_digest = "d"};
}

static void tear_down(void)
{
    folder_close();
    config_release(&config);
}

static struct cells cells_of(size_t form)
{
    return made_cells(&kept, &config, config.codebook.forms[form].id, &turnouts[form]);
}

/* ---- Measures ---- */

static struct cell_place place_of(const struct cells *cells, const char *item, const char *banner,
                                  size_t class, size_t answer)
{
    const struct banner *found = banner_find(cells->banners, banner);
    ck_assert_ptr_nonnull(found);
    size_t position = (size_t)(found - cells->banners->banners);
    return (struct cell_place){(size_t)(form_item(cells->form, item) - cells->form->items),
                               position, cells->first_class[position] + class, answer};
}

static const struct {
    const char *item, *banner;
    size_t class, answer;
    int64_t percent, valid, responses, low, high, difference;
} measures[] = {
    /* 100, 200, 300, 400, 500 of 1500 asked, 600 valid; 10 units are missing */
    {"open_sunday", "total", 0, 0, 67, 167, MEASURE_NONE, 66, 669, 0},
    {"open_sunday", "total", 0, 2, 200, 500, MEASURE_NONE, 199, 801, 0},
    {"open_sunday", "total", 0, 3, 267, MEASURE_NONE, MEASURE_NONE, MEASURE_NONE, MEASURE_NONE, 0},
    /* the subtotal of options 1 and 2: 300 */
    {"open_sunday", "total", 0, 5, 200, 500, MEASURE_NONE, 199, 801, 0},
    /* the second line of the first region is empty: nobody was asked, 10 - 2 units are missing */
    {"open_sunday", "region", 1, 0, MEASURE_NONE, MEASURE_NONE, MEASURE_NONE, 0, 1000,
     MEASURE_NONE},
    /* a class by an answer: nobody knows who is missing */
    {"services.weekday", "sunday", 0, 0, 187, 230, 230, MEASURE_NONE, MEASURE_NONE, 151},
};

START_TEST(cells_are_measured)
{
    struct cells cells = cells_of(0);
    const struct cell_place place = place_of(&cells, measures[_i].item, measures[_i].banner,
                                             measures[_i].class, measures[_i].answer);
    struct cell_measures is = cells_measures(&cells, &place);
    ck_assert_int_eq(is.percent, measures[_i].percent);
    ck_assert_int_eq(is.percent_valid, measures[_i].valid);
    ck_assert_int_eq(is.percent_responses, measures[_i].responses);
    ck_assert_int_eq(is.bounds.low, measures[_i].low);
    ck_assert_int_eq(is.bounds.high, measures[_i].high);
    ck_assert_int_eq(is.difference, measures[_i].difference);
}
END_TEST

/* The same form without who answered: percentages stay, bounds go. */
START_TEST(without_the_frame_there_are_no_bounds)
{
    struct cells reader = cells_of(1), branch = cells_of(0);
    struct cell_place place = {0};
    ck_assert_int_eq(cells_measures(&reader, &place).bounds.low, MEASURE_NONE);
    ck_assert_int_eq(cells_measures(&reader, &place).percent, 48);
    branch.turnout = NULL;
    place = place_of(&branch, "open_sunday", "total", 0, 0);
    ck_assert_int_eq(cells_measures(&branch, &place).bounds.high, MEASURE_NONE);
}
END_TEST

/* Options 1, 2, 3, 90, then 99, which excludes the others; NA; INVALID. */
START_TEST(multiple_answers_are_ordered_by_size)
{
    static const struct {
        int64_t counts[2][7]; /* of weekday and weekend, all units */
        size_t order[7];
    } cases[] = {
        {{{1, 2, 3, 4, 9, 9, 9}, {0, 0, 0, 0, 9, 9, 9}}, {3, 2, 1, 0, 4, 5, 6}},
        {{{4, 3, 2, 1, 0, 0, 0}, {0, 0, 0, 0, 0, 0, 0}}, {0, 1, 2, 3, 4, 5, 6}},
        {{{1, 2, 1, 2, 0, 0, 0}, {0, 0, 0, 0, 0, 0, 0}}, {1, 3, 0, 2, 4, 5, 6}}, /* ties */
        {{{5, 1, 0, 0, 0, 0, 0}, {0, 1, 9, 0, 0, 0, 0}}, {2, 0, 1, 3, 4, 5, 6}}, /* rows together */
    };
    struct cells cells = cells_of(0);
    const struct question *services = form_question(cells.form, "services");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (size_t row = 0; row < 2; row++)
            memcpy(cells.counts[services->first_item + row].counts, cases[i].counts[row],
                   sizeof cases[i].counts[row]);
        const size_t *order = cells_order(&cells, &kept, services);
        ck_assert_mem_eq(order, cases[i].order, sizeof cases[i].order);
    }
}
END_TEST

START_TEST(single_answers_keep_the_order_of_the_codebook)
{
    struct cells cells = cells_of(0);
    const struct question *question = form_question(cells.form, "open_sunday");
    const size_t *order = cells_order(&cells, &kept, question);
    for (size_t i = 0; i < 6; i++) /* 3 options, NA, INVALID, a subtotal */
        ck_assert_uint_eq(order[i], i);
    size_t item = question->first_item;
    ck_assert_str_eq(words_column(&kept, &cells, item, 1), "2. 隔週開館");
    ck_assert_str_eq(words_column(&kept, &cells, item, 5), "計 開館している（1・2）");
}
END_TEST

/* ---- Tables ---- */

static const char *closed_stream(FILE *stream, char **text)
{
    ck_assert_int_eq(fclose(stream), 0);
    const char *copy = arena_strdup(&kept, *text);
    free(*text);
    return copy;
}

START_TEST(subtotals_table)
{
    struct cells cells = cells_of(0);
    char *text = NULL;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    ck_assert(cells_csv_begin(stream));
    ck_assert(subtotals_csv_write(stream, MADE_SURVEY, &cells, NULL));
    assert_golden(GOLDEN "subtotals.csv", closed_stream(stream, &text));
}
END_TEST

START_TEST(rates_table)
{
    struct cells cells = cells_of(0);
    char *text = NULL;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    ck_assert(rates_csv_begin(stream));
    ck_assert(rates_csv_write(stream, &cells));
    assert_golden(GOLDEN "rates.csv", closed_stream(stream, &text));
}
END_TEST

START_TEST(panel_table)
{
    char *text = NULL;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    ck_assert(coverage_csv_write(stream, &config, &loaded));
    assert_golden(GOLDEN "panel.csv", closed_stream(stream, &text));
}
END_TEST

/* ---- The workbook ---- */

static void write_book(const char *path)
{
    struct book book = {.config = &config, .loaded = &loaded, .arena = &kept};
    national_open(&book, path);
    for (size_t f = 0; f < 2; f++) {
        struct cells cells = cells_of(f);
        national_write_form(&book, &cells);
    }
    national_close(&book);
}

static void dump_named(struct dump *dump, struct xlsx *xlsx, const char *name)
{
    for (size_t i = 0; i < xlsx->sheet_count; i++) {
        if (strcmp(xlsx->sheets[i].name, name) != 0)
            continue;
        dump_sheet(dump, xlsx, i);
        return;
    }
    ck_abort_msg("no sheet \"%s\"", name);
}

START_TEST(sheets)
{
    static const char *const names[] = {
        "回収状況と偏り",        "図書館 第1問 visits",         "図書館 第3問 open_sunday",
        "図書館 第4問 services", "図書館 第4問×第6問 lighting", "図書館 第7問×第3問",
        "図書館 無回答による幅"};
    const char *path = in_folder("national.xlsx");
    struct xlsx xlsx = {0};
    size_t length;
    write_book(path);
    const char *bytes = read_whole(path, &length);
    ck_assert_msg(xlsx_open(&xlsx, &kept, bytes, length), "%s", xlsx.error);
    struct dump dump = {0};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        dump_named(&dump, &xlsx, names[i]);
    assert_golden(GOLDEN "measures.csv", str_text(&dump.records));
    xlsx_close(&xlsx);
    str_release(&dump.records);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report_measures");
    TCase *cases = tcase_create("measures");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_set_timeout(cases, 60);
    tcase_add_loop_test(cases, cells_are_measured, 0, LENGTH(measures));
    tcase_add_test(cases, without_the_frame_there_are_no_bounds);
    tcase_add_test(cases, multiple_answers_are_ordered_by_size);
    tcase_add_test(cases, single_answers_keep_the_order_of_the_codebook);
    tcase_add_test(cases, subtotals_table);
    tcase_add_test(cases, rates_table);
    tcase_add_test(cases, panel_table);
    tcase_add_test(cases, sheets);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
