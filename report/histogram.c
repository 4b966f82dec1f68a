/* The distribution of a number in intervals, from the values that are in the database. */
#include "report/figure.h"

#include "common/message.h"
#include "report/csv_writer.h"
#include "report/words.h"

#include <stdlib.h>
#include <string.h>

/* ---- Intervals ---- */

/* Towards minus infinity. */
static int64_t floor_step(int64_t value, int64_t width)
{
    return value / width - (value % width < 0);
}

/* The value that so many percent of the units do not exceed: one that was answered. */
static int64_t covered_value(const struct value_count *values, size_t count)
{
    int64_t all = 0, seen = 0;
    for (size_t i = 0; i < count; i++)
        all += values[i].count;
    for (size_t i = 0; i < count; i++) {
        seen += values[i].count;
        if (seen * 100 >= all * HISTOGRAM_COVERED)
            return values[i].value;
    }
    abort();
}

static int64_t smallest_step(int decimals)
{
    int64_t step = NUMBER_SCALE;
    for (int i = 0; i < decimals; i++)
        step /= 10;
    return step;
}

static int64_t bin_width(int64_t first, int64_t last, int64_t step)
{
    static const int64_t factors[] = {1, 2, 5};
    for (int64_t power = step;; power *= 10) {
        for (size_t i = 0; i < sizeof factors / sizeof *factors; i++) {
            int64_t width = power * factors[i];
            if (floor_step(last, width) - floor_step(first, width) < HISTOGRAM_BINS_MOST)
                return width;
        }
    }
}

/* With the decimals it has: 5, 0.25. */
static char *value_text(char *buffer, int64_t value)
{
    int decimals = NUMBER_DECIMALS;
    while (decimals > 0 && value % 10 == 0) {
        value /= 10;
        decimals--;
    }
    return decimal_text(buffer, value, decimals);
}

/* 0; 5～9; 60以上; with decimals 0.5以上1未満. */
static const char *bin_label(struct arena *arena, const struct bin *bin, int decimals)
{
    char lower[DECIMAL_SIZE], upper[DECIMAL_SIZE];
    int64_t step = smallest_step(decimals);
    value_text(lower, bin->lower);
    if (bin->upper == INT64_MAX)
        return arena_printf(arena, "%s以上", lower);
    if (bin->upper - bin->lower == step)
        return arena_strdup(arena, lower);
    if (decimals > 0)
        return arena_printf(arena, "%s以上%s未満", lower, value_text(upper, bin->upper));
    return arena_printf(arena, "%s～%s", lower, value_text(upper, bin->upper - step));
}

void histogram_bins(struct histogram *histogram, struct arena *arena,
                    const struct value_count *values, size_t count)
{
    if (count == 0)
        return;
    int decimals = histogram->item->question->decimals;
    int64_t first = values[0].value, last = covered_value(values, count);
    int64_t width = bin_width(first, last, smallest_step(decimals));
    int64_t start = floor_step(first, width) * width;
    size_t closed = (size_t)(floor_step(last, width) - floor_step(first, width)) + 1;
    int64_t end = start + (int64_t)closed * width;
    histogram->bins = arena_array(arena, closed + 1, sizeof *histogram->bins);
    histogram->bin_count = closed + (values[count - 1].value >= end ? 1 : 0);
    for (size_t i = 0; i < histogram->bin_count; i++) {
        struct bin *bin = &histogram->bins[i];
        bin->lower = start + (int64_t)i * width;
        bin->upper = i < closed ? bin->lower + width : INT64_MAX;
        bin->label = bin_label(arena, bin, decimals);
    }
}

static size_t find_bin(const struct histogram *histogram, int64_t value)
{
    for (size_t i = 0; i < histogram->bin_count; i++) {
        if (value >= histogram->bins[i].lower && value < histogram->bins[i].upper)
            return i;
    }
    abort();
}

void histogram_count(struct histogram *histogram, const struct cells *cells,
                     const struct value_count *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t line = cells->first_class[values[i].banner] + values[i].class;
        size_t bin = find_bin(histogram, values[i].value);
        histogram->known[values[i].banner] = true;
        histogram->counts[line * histogram->bin_count + bin] += values[i].count;
    }
}

/* ---- The database ---- */

bool histograms_wanted(const struct config *config)
{
    for (size_t i = 0; i < config->figure_count; i++)
        if (config->figures[i].chart == CHART_HISTOGRAM)
            return true;
    return false;
}

/* "{0,2,5}": the banners of the form that the figure shows. */
static const char *banner_list(const struct cells *cells, struct arena *arena,
                               const struct figure *figure)
{
    struct str list = {0};
    for (size_t b = 0; b < cells->banners->count; b++)
        if (figure_shows(figure, &cells->banners->banners[b]))
            str_appendf(&list, "%s%zu", list.length == 0 ? "{" : ",", b);
    str_append(&list, "}");
    const char *text = arena_strdup(arena, str_text(&list));
    str_release(&list);
    return text;
}

static size_t position_at(const PGresult *result, int row, int column, size_t limit)
{
    long long position = strtoll(PQgetvalue(result, row, column), NULL, 10);
    if (position < 0 || (size_t)position >= limit)
        die(NULL, _("load the responses again with 'renkei ingest', then run 'renkei aggregate'"),
            _("a response is in a class that is not configured"));
    return (size_t)position;
}

struct values {
    const struct value_count *at;
    size_t count;
};

/* Rows: banner, class, value in millionths, count; by banner, value. */
static struct values read_values(const struct cells *cells, struct arena *arena,
                                 const PGresult *result)
{
    int count = PQntuples(result);
    struct value_count *values = arena_array(arena, (size_t)count + 1, sizeof *values);
    for (int i = 0; i < count; i++) {
        size_t banner = position_at(result, i, 0, cells->banners->count);
        values[i] = (struct value_count){
            .banner = banner,
            .class = position_at(result, i, 1, cells->banners->banners[banner].class_count),
            .value = strtoll(PQgetvalue(result, i, 2), NULL, 10),
            .count = strtoll(PQgetvalue(result, i, 3), NULL, 10),
        };
    }
    return (struct values){values, (size_t)count};
}

/* The intervals come from all units; without such a banner from the units in all classes of the
 * figure's own. The values of a banner stand together, ascending. */
static void make_histogram(struct histogram *histogram, const struct cells *cells,
                           struct arena *arena, const struct figure *figure,
                           const struct values *values)
{
    size_t total, first = 0, own = 0;
    bool has_total = cells_total_line(cells, &total);
    for (size_t b = 0; b < cells->banners->count; b++) {
        const struct banner *banner = &cells->banners->banners[b];
        bool wanted =
            has_total ? banner->kind == BANNER_TOTAL : strcmp(banner->id, figure->banner) == 0;
        if (!wanted)
            continue;
        while (first < values->count && values->at[first].banner != b)
            first++;
        while (first + own < values->count && values->at[first + own].banner == b)
            own++;
        break;
    }
    histogram_bins(histogram, arena, values->at + first, own);
    histogram->known = arena_array(arena, cells->banners->count + 1, sizeof *histogram->known);
    histogram->counts = arena_array(arena, cells->line_count * (histogram->bin_count + 1),
                                    sizeof *histogram->counts);
    if (histogram->bin_count > 0)
        histogram_count(histogram, cells, values->at, values->count);
}

/* The values and the statistics are stored by different steps: they must tell of the same units. */
static void check_counts(const struct histogram *histogram, const struct cells *cells)
{
    const struct statistic *statistics = cells->statistics[histogram->item - cells->form->items];
    for (size_t b = 0; b < cells->banners->count; b++) {
        const struct banner *banner = &cells->banners->banners[b];
        for (size_t c = 0; histogram->known[b] && c < banner->class_count; c++) {
            size_t line = cells->first_class[b] + c;
            int64_t sum = 0;
            for (size_t i = 0; i < histogram->bin_count; i++)
                sum += histogram->counts[line * histogram->bin_count + i];
            if (sum != statistics[line].n)
                die(NULL, _("run 'renkei aggregate' again"),
                    _("the numbers of \"%s\" are others than those of its statistics"),
                    histogram->item->id);
        }
    }
}

static const struct histogram *read_histogram(struct cells *cells, struct arena *arena,
                                              struct db *db, const struct figure *figure)
{
    struct histogram *histogram = arena_alloc(arena, sizeof *histogram);
    *histogram = (struct histogram){
        .item = figure->item != NULL ? figure->item
                                     : &cells->form->items[figure->question->first_item]};
    const char *arguments[] = {
        cells->config->codebook.survey, cells->form->id,
        arena_printf(arena, "%zu", (size_t)(histogram->item - cells->form->items)),
        banner_list(cells, arena, figure)};
    PGresult *result = db_run(db, "report/histogram", 4, arguments);
    struct values values = read_values(cells, arena, result);
    PQclear(result);
    make_histogram(histogram, cells, arena, figure, &values);
    check_counts(histogram, cells);
    return histogram;
}

void histograms_read(struct cells *cells, struct arena *arena, struct db *db)
{
    const struct config *config = cells->config;
    const struct histogram **histograms =
        arena_array(arena, config->figure_count + 1, sizeof *histograms);
    for (size_t i = 0; i < config->figure_count; i++) {
        const struct figure *figure = &config->figures[i];
        if (figure->chart == CHART_HISTOGRAM && figure->form == cells->form)
            histograms[i] = read_histogram(cells, arena, db, figure);
    }
    cells->histograms = histograms;
}

/* ---- tables/histograms.csv ---- */

bool histograms_csv_begin(FILE *stream)
{
    static const char *const names[] = {
        "survey",    "form",  "question", "row",  "banner", "class", "class_label", "bin",
        "bin_label", "lower", "upper",    "unit", "count",  "n",     "percent",     NULL};
    return csv_write_header(stream, names);
}

static void append_bin(struct csv_writer *writer, const struct histogram *histogram, size_t line,
                       size_t position)
{
    struct str *out = &writer->buffer;
    const struct bin *bin = &histogram->bins[position];
    char text[DECIMAL_SIZE];
    int64_t n = 0, count = histogram->counts[line * histogram->bin_count + position];
    for (size_t i = 0; i < histogram->bin_count; i++)
        n += histogram->counts[line * histogram->bin_count + i];
    csv_append_number(out, (int64_t)position + 1);
    csv_append(out, bin->label);
    csv_append(out, value_text(text, bin->lower));
    csv_append(out, bin->upper == INT64_MAX ? "" : value_text(text, bin->upper));
    csv_append(out, words_unit(histogram->item));
    csv_append_number(out, count);
    csv_append_number(out, n);
    csv_append_tenths(out, n == 0 ? MEASURE_NONE : percent_tenths(count, n));
    csv_writer_end_record(writer);
}

static void append_class(struct csv_writer *writer, const struct cells *cells,
                         const struct histogram *histogram, const struct banner *banner,
                         size_t class)
{
    struct str *out = &writer->buffer;
    const struct row *row = histogram->item->row;
    size_t line = cells->first_class[banner - cells->banners->banners] + class;
    for (size_t i = 0; i < histogram->bin_count; i++) {
        csv_append(out, cells->config->codebook.survey);
        csv_append(out, cells->form->id);
        csv_append(out, histogram->item->question->id);
        csv_append(out, row == NULL ? "" : row->id);
        csv_append(out, banner->id);
        csv_append(out, banner->classes[class].key);
        csv_append(out, banner->classes[class].label);
        append_bin(writer, histogram, line, i);
    }
}

/* Two figures of one number have the same intervals: each class stands here once. */
static bool stands_before(const struct cells *cells, size_t figure, size_t banner)
{
    for (size_t i = 0; i < figure; i++) {
        const struct histogram *other = cells->histograms[i];
        if (other != NULL && other->item == cells->histograms[figure]->item && other->known[banner])
            return true;
    }
    return false;
}

bool histograms_csv_write(FILE *stream, const struct cells *cells)
{
    struct csv_writer writer = {.stream = stream};
    for (size_t i = 0; i < cells->config->figure_count; i++) {
        const struct histogram *histogram = cells->histograms[i];
        for (size_t b = 0; histogram != NULL && b < cells->banners->count; b++) {
            const struct banner *banner = &cells->banners->banners[b];
            bool shown = histogram->known[b] && !stands_before(cells, i, b);
            for (size_t c = 0; shown && c < banner->class_count; c++)
                append_class(&writer, cells, histogram, banner, c);
        }
    }
    return csv_writer_finish(&writer);
}
