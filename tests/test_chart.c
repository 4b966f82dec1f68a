/*
 * Charts as they stand in a workbook: which kind, bound to which cells, with which cached points,
 * in which order, and what a screen reader says; and the intervals of histograms. The counts are
 * written here by hand, the percentages worked out by hand. No database.
 */
#include "common/config.h"
#include "common/sheet_tables.h"
#include "report/figure.h"
#include "report/national.h"

#include <check.h>
#include <minizip/unzip.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

static struct config config;
static struct arena arena;
static struct cells cells;
static char path[] = "/tmp/renkei-chart-XXXXXX";
static struct xlsx book;
static struct str bytes;
static struct sheet_charts charts;

/* ---- Counts ---- */

enum { ALL, NORTH, SOUTH, LINES_GIVEN };

/* Of an item in a class: asked, and how often each option and 無回答 was given. */
static const struct {
    const char *item;
    size_t line;
    int64_t base, counts[6];
} given[] = {
    {"fence", ALL, 20, {10, 6, 4}},
    {"fence", NORTH, 10, {5, 4, 1}},
    {"fence", SOUTH, 10, {5, 2, 3}},
    {"crops", ALL, 20, {5, 12, 12, 3, 1}},
    {"tools.spring", ALL, 20, {4, 10, 7}},
    {"tools.autumn", ALL, 20, {9, 4, 8}},
    {"water.spring", ALL, 20, {14, 6}},
    {"water.autumn", ALL, 20, {8, 12}},
    {"water.spring", NORTH, 12, {8, 3, 1}},
    {"water.spring", SOUTH, 8, {6, 2}},
    {"place", ALL, 20, {12, 8}},
};

static size_t position_of(const char *item)
{
    return (size_t)(form_item(cells.form, item) - cells.form->items);
}

static void fill_counts(void)
{
    for (int i = 0; i < LENGTH(given); i++) {
        struct counts *counts = &cells.counts[position_of(given[i].item)];
        counts->base[given[i].line] = counts->valid[given[i].line] = given[i].base;
        for (size_t a = 0; a < counts->answer_count; a++)
            counts->counts[given[i].line * counts->answer_count + a] = given[i].counts[a];
    }
}

static const struct value_count numbers[] = {
    {0, 0, 0, 5},
    {0, 0, 1 * NUMBER_SCALE, 3},
    {0, 0, 2 * NUMBER_SCALE, 4},
    {0, 0, 7 * NUMBER_SCALE, 2},
    {0, 0, 40 * NUMBER_SCALE, 2},
};

static void fill_histogram(struct histogram *histogram)
{
    histogram->item = form_item(cells.form, "rows");
    histogram_bins(histogram, &arena, numbers, LENGTH(numbers));
    histogram->known = arena_array(&arena, cells.banners->count, sizeof *histogram->known);
    histogram->counts =
        arena_array(&arena, cells.line_count * histogram->bin_count, sizeof *histogram->counts);
    histogram_count(histogram, &cells, numbers, LENGTH(numbers));
    cells.statistics[position_of("rows")][ALL].n = 16;
}

static struct trend_wave wave_of(const char *survey, const char *year, enum value_source source,
                                 struct trend_value *values)
{
    bool *known = arena_array(&arena, cells.line_count, sizeof *known);
    known[ALL] = true;
    return (struct trend_wave){.survey = survey,
                               .year = year,
                               .source = source,
                               .known = known,
                               .values = values,
                               .marks = ""};
}

/* Two waves of the grid, the first one published; one wave of the question that is new. */
static void fill_trends(const struct trend **trends)
{
    static struct trend_value then[2 * 8] = {{-1, 40, 625}, {-1, 40, 300}};
    static struct trend_value now[2 * 8] = {{14, 20, 700}, {8, 20, 400}};
    static struct trend_value crops[4 * 8] = {{5, 20, 250}};
    static struct trend_column columns[4];
    static struct trend_wave two[2], one[1];
    static struct trend water = {.columns = columns, .column_count = 2, .waves = two},
                        lone = {.columns = columns, .column_count = 4, .waves = one};
    two[0] = wave_of("before", "2022年度", VALUE_PUBLISHED, then);
    two[1] = wave_of("now", "2023年度", VALUE_COUNTED, now);
    one[0] = wave_of("now", "2023年度", VALUE_COUNTED, crops);
    columns[0] = (struct trend_column){form_item(cells.form, "water.spring"), 0};
    columns[1] = (struct trend_column){form_item(cells.form, "water.autumn"), 0};
    water.wave_count = 2;
    lone.wave_count = 1;
    trends[5] = &water;
    trends[7] = &lone;
}

static void write_book(void)
{
    static struct turnout turnouts[1];
    struct loaded loaded = {.source_digest = "d", .turnouts = turnouts};
    const struct cells *forms[] = {&cells};
    turnouts[0] = (struct turnout){.form = cells.form,
                                   .banners = cells.banners,
                                   .answered = 20,
                                   .units = 20,
                                   .first_class = cells.first_class};
    turnouts[0].class_units = arena_array(&arena, cells.line_count, sizeof(int64_t));
    turnouts[0].class_answered = arena_array(&arena, cells.line_count, sizeof(int64_t));
    struct book written = {.config = &config, .loaded = &loaded, .cells = forms, .arena = &arena};
    cells_extend(&cells, &arena, &config, &turnouts[0]);
    struct histogram *histogram = arena_alloc(&arena, sizeof *histogram);
    *histogram = (struct histogram){0};
    const struct histogram **histograms =
        arena_array(&arena, config.figure_count, sizeof *histograms);
    const struct trend **trends = arena_array(&arena, config.figure_count, sizeof *trends);
    fill_histogram(histogram);
    fill_trends(trends);
    histograms[4] = histogram;
    cells.histograms = histograms;
    cells.trends = trends;
    national_open(&written, path);
    national_write_form(&written, &cells);
    national_close(&written);
}

static void set_up(void)
{
    ck_assert(config_read(&config, "tests/data/charts", "now"));
    cells_init(&cells, &arena, &config.codebook.forms[0], &config.codebook.banners[0]);
    fill_counts();
    strcpy(path + strlen(path) - 6, "XXXXXX");
    int file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    ck_assert_int_eq(close(file), 0);
    write_book();
    FILE *stream = fopen(path, "rb");
    ck_assert_ptr_nonnull(stream);
    for (size_t more; (more = fread(str_reserve(&bytes, 65536), 1, 65536, stream)) > 0;)
        bytes.length += more;
    ck_assert_int_eq(fclose(stream), 0);
    ck_assert_msg(xlsx_open(&book, &arena, bytes.at, bytes.length), "%s", book.error);
    ck_assert(sheet_charts_read(&charts, &arena, &book));
}

static void tear_down(void)
{
    ck_assert_int_eq(unlink(path), 0);
    xlsx_close(&book);
    str_release(&bytes);
    arena_release(&arena);
    config_release(&config);
}

/* ---- Charts ---- */

static const char *read_member(const char *member)
{
    unzFile zip = unzOpen(path);
    ck_assert_ptr_nonnull(zip);
    ck_assert_msg(unzLocateFile(zip, member, 1) == UNZ_OK, "%s", member);
    ck_assert_int_eq(unzOpenCurrentFile(zip), UNZ_OK);
    struct str text = {0};
    char buffer[4096];
    int length;
    while ((length = unzReadCurrentFile(zip, buffer, sizeof buffer)) > 0)
        str_append_bytes(&text, buffer, (size_t)length);
    ck_assert_int_eq(length, 0);
    ck_assert_int_eq(unzCloseCurrentFile(zip), UNZ_OK);
    ck_assert_int_eq(unzClose(zip), UNZ_OK);
    const char *copy = arena_strdup(&arena, str_text(&text));
    str_release(&text);
    return copy;
}

/* The `panel`-th chart on the sheet. */
static const struct sheet_chart *chart_on(const char *sheet, size_t panel)
{
    for (size_t i = 0; i < charts.count; i++)
        if (strcmp(book.sheets[charts.charts[i].sheet].name, sheet) == 0 && panel-- == 0)
            return &charts.charts[i];
    ck_abort_msg("no chart on \"%s\"", sheet);
}

static const char *points_of(const struct chart_reference *reference)
{
    struct str text = {0};
    for (size_t i = 0; i < reference->point_count; i++)
        str_appendf(&text, "%s%u=%s", i > 0 ? " | " : "", reference->points[i].index,
                    reference->points[i].value);
    const char *copy = arena_strdup(&arena, str_text(&text));
    str_release(&text);
    return copy;
}

/* A series of a chart: the kinds are parts of its XML. */
static const struct {
    const char *sheet;
    size_t panel;
    const char *kind, *grouping;
    size_t count, series;
    const char *name, *names, *values, *range;
} drawn[] = {
    {"図1", 0, "<c:barDir val=\"bar\"/>", "percentStacked", 4, 1, "0=2. 一部にある", "0=全体",
     "0=30", "'図1データ'!$E$2"},
    {"図2", 0, "<c:barDir val=\"bar\"/>", "clustered", 1, 0, "0=全体",
     "0=2. 豆 | 1=3. 麦 | 2=1. 芋 | 3=99. なし | 4=無回答", "0=60 | 1=60 | 2=25 | 3=15 | 4=5",
     "'図2データ'!$D$2:$H$2"},
    {"図3", 0, "<c:barDir val=\"bar\"/>", "clustered", 1, 0, "0=全体",
     "0=2. 鎌 | 1=1. 鍬 | 2=無回答", "0=50 | 1=20 | 2=35", "'図3データ'!$D$2:$F$2"},
    {"図3", 1, "<c:barDir val=\"bar\"/>", "clustered", 1, 0, "0=全体",
     "0=2. 鎌 | 1=1. 鍬 | 2=無回答", "0=20 | 1=45 | 2=40", "'図3データ'!$D$3:$F$3"},
    {"図4", 0, "<c:barDir val=\"col\"/>", "clustered", 1, 0, "0=計 柵がある（1・2）",
     "0=北（n=10） | 1=南（n=10） | 2=無回答（n=0*） | 3=不明（n=0*）", "0=90 | 1=70",
     "'図4データ'!$D$2:$D$5"},
    {"図5", 0, "<c:barDir val=\"col\"/>", "clustered", 1, 0, "0=全体",
     "0=0～4 | 1=5～9 | 2=10～14 | 3=15～19 | 4=20～24 | 5=25～29 | 6=30～34 | 7=35～39 | 8=40～44",
     "0=75 | 1=12.5 | 2=0 | 3=0 | 4=0 | 5=0 | 6=0 | 7=0 | 8=12.5", "'図5データ'!$D$2:$L$2"},
    {"図6", 0, "<c:lineChart>", "standard", 4, 1, "0=秋",
     "0=2022年度 公表値（n=40） | 1=2023年度（n=20）", "0=30 | 1=40", "'図6データ'!$E$2:$E$3"},
    {"図6", 0, "<c:lineChart>", "standard", 4, 3, "0=公表値 秋",
     "0=2022年度 公表値（n=40） | 1=2023年度（n=20）", "0=30", "'図6データ'!$G$2:$G$3"},
    {"図9", 0, "<c:barDir val=\"bar\"/>", "percentStacked", 3, 0, "0=1. している",
     "0=春・北（n=12） | 1=春・南（n=8*） | 2=春・無回答（n=0*） | 3=春・不明（n=0*）",
     "0=66.7 | 1=75", "'図9データ'!$D$2:$D$5"},
};

START_TEST(charts_draw_the_counts)
{
    const struct sheet_chart *chart = chart_on(drawn[_i].sheet, drawn[_i].panel);
    const char *xml = read_member(chart->member);
    ck_assert_msg(strstr(xml, drawn[_i].kind) != NULL, "%s", drawn[_i].kind);
    ck_assert_ptr_nonnull(strstr(xml, drawn[_i].grouping));
    ck_assert_uint_eq(chart->series_count, drawn[_i].count);
    const struct chart_series *series = &chart->series[drawn[_i].series];
    ck_assert_str_eq(points_of(&series->name), drawn[_i].name);
    ck_assert_str_eq(points_of(&series->categories), drawn[_i].names);
    ck_assert_str_eq(points_of(&series->values), drawn[_i].values);
    ck_assert_str_eq(series->values.formula, drawn[_i].range);
}
END_TEST

/* No point stands in a chart alone. */
START_TEST(charts_are_bound_to_cells)
{
    ck_assert_uint_eq(charts.count, 8);
    for (size_t i = 0; i < charts.count; i++) {
        for (size_t s = 0; s < charts.charts[i].series_count; s++) {
            const struct chart_series *series = &charts.charts[i].series[s];
            ck_assert(!series->name.literal && series->name.sheet != SIZE_MAX);
            ck_assert(!series->categories.literal && series->categories.sheet != SIZE_MAX);
            ck_assert(!series->values.literal && series->values.sheet != SIZE_MAX);
        }
    }
}
END_TEST

/* A label of 4.1% takes 32 of the 944 pixels that a bar has beside its name: what is narrower has
 * its label aside. */
START_TEST(labels_of_narrow_segments_stand_aside)
{
    const char *xml = read_member(chart_on("図1", 0)->member);
    ck_assert_ptr_nonnull(strstr(xml, "\"[=0]&quot;&quot;;[&lt;4]&quot;&#xA;&#xA;&quot;0.0"));
    ck_assert_ptr_nonnull(strstr(xml, "\"[=0]&quot;&quot;;[&lt;4]0.0&quot;%&#xA;&#xA;&quot;;"));
}
END_TEST

/* What a screen reader says, and what the chart says of n. */
static const char *const words[] = {
    "descr=\"図1. 柵（n=20）。100％積み上げ横棒グラフ。全体：1. ある 50.0％、2. 一部にある "
    "30.0％、",
    "descr=\"図2. 作物（n=20）。横棒グラフ。全体：2. 豆 60.0％、3. 麦 60.0％、1. 芋 25.0％、",
    "descr=\"春（n=20）。横棒グラフ。全体：2. 鎌 50.0％、1. 鍬 20.0％、無回答 35.0％。\"",
    "descr=\"図4. 柵がある割合（場所別）。棒グラフ。北（n=10）：計 柵がある（1・2） 90.0％。",
    "descr=\"図5. 畝の数（n=16）。ヒストグラム。全体：0～4 75.0％、",
    "descr=\"図6. 水やりの推移。折れ線グラフ。2022年度 公表値（n=40）：春 62.5％、秋 30.0％。"
    "2023年度（n=20）：春 70.0％、秋 40.0％。\"",
};

START_TEST(charts_have_words)
{
    char member[40];
    for (int i = 1; i <= 7; i++) {
        snprintf(member, sizeof member, "xl/drawings/drawing%d.xml", i);
        if (strstr(read_member(member), words[_i]) != NULL)
            return;
    }
    ck_abort_msg("no chart says %s", words[_i]);
}
END_TEST

struct looking {
    const char *text;
    bool found;
};

static bool look(void *context, const struct xlsx_cell *cell)
{
    struct looking *looking = context;
    looking->found = looking->found || strcmp(cell->text, looking->text) == 0;
    return true;
}

/* Figures with nothing to show have no sheet; the contents say why. */
START_TEST(empty_figures_are_left_out)
{
    static const char *const lines[] = {"池　尋ねた対象がないため、図はない",
                                        "作物の推移　以前の調査の数値がないため、図はない"};
    struct looking looking = {.text = lines[_i]};
    for (size_t i = 0; i < book.sheet_count; i++) {
        ck_assert_str_ne(book.sheets[i].name, "図7");
        ck_assert_str_ne(book.sheets[i].name, "図8");
        if (strcmp(book.sheets[i].name, "目次") == 0)
            ck_assert(xlsx_read_sheet(&book, i, look, &looking));
    }
    ck_assert_msg(looking.found, "%s", lines[_i]);
}
END_TEST

/* ---- Histograms ---- */

/* A unit gives each of the values up to `last`, in steps, and some the largest one. */
static const struct {
    const char *item;
    int64_t first, last, step, largest, largest_count;
    size_t bins;
    const char *labels; /* the first, the second and the last */
} intervals[] = {
    {"rows", 0, 11, 1, 11, 1, 12, "0 1 11"},
    {"rows", 0, 12, 1, 12, 1, 7, "0～1 2～3 12～13"},
    {"rows", 3, 103, 1, 103, 1, 11, "0～9 10～19 100以上"},
    {"rows", 0, 99, 1, 900, 5, 11, "0～9 10～19 100以上"}, /* 5 of 105 are more than a twentieth */
    {"rows", 0, 99, 1, 900, 6, 10, "0～99 100～199 900～999"},
    {"rows", 7, 7, 1, 7, 1, 1, "7 7 7"},
    {"size", -7, 13, 1, 13, 1, 11, "-8以上-6未満 -6以上-4未満 12以上14未満"},
};

/* In whole numbers of `rows`; of `size` in steps of 1. */
START_TEST(intervals_are_equal_and_few)
{
    static struct value_count values[1200];
    size_t count = 0;
    for (int64_t v = intervals[_i].first; v <= intervals[_i].last; v += intervals[_i].step)
        values[count++] = (struct value_count){.value = v * NUMBER_SCALE, .count = 1};
    if (intervals[_i].largest > intervals[_i].last)
        values[count++] = (struct value_count){.value = intervals[_i].largest * NUMBER_SCALE,
                                               .count = intervals[_i].largest_count};
    struct histogram histogram = {.item = form_item(cells.form, intervals[_i].item)};
    histogram_bins(&histogram, &arena, values, count);
    ck_assert_uint_eq(histogram.bin_count, intervals[_i].bins);
    const struct bin *bins = histogram.bins;
    const char *labels =
        arena_printf(&arena, "%s %s %s", bins[0].label, bins[histogram.bin_count > 1 ? 1 : 0].label,
                     bins[histogram.bin_count - 1].label);
    ck_assert_str_eq(labels, intervals[_i].labels);
    for (size_t i = 0; i + 1 < histogram.bin_count; i++)
        ck_assert_int_eq(bins[i].upper, bins[i + 1].lower);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("chart");
    TCase *tests = tcase_create("chart");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, charts_draw_the_counts, 0, LENGTH(drawn));
    tcase_add_test(tests, charts_are_bound_to_cells);
    tcase_add_test(tests, labels_of_narrow_segments_stand_aside);
    tcase_add_loop_test(tests, charts_have_words, 0, LENGTH(words));
    tcase_add_loop_test(tests, empty_figures_are_left_out, 0, 2);
    tcase_add_loop_test(tests, intervals_are_equal_and_few, 0, LENGTH(intervals));
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
