/*
 * What only figures show: the intervals of numbers (histograms.csv) and the waves before this one
 * (waves.csv). Both are found by all the words that tell a record from the others.
 */
#include "common/told_build.h"

#include "common/message.h"

#include <string.h>

enum { DRAWN_LIMIT = 1000000 /* records of each */ };

/* "a|b|c…" of `count` texts; NULL if it is too long to be a name. */
static const char *long_key(char buffer[TOLD_KEY_SIZE], const char *const *texts, size_t count)
{
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        size_t more = strlen(texts[i]);
        if (length + more + 2 > TOLD_KEY_SIZE)
            return NULL;
        memcpy(buffer + length, texts[i], more);
        length += more;
        buffer[length++] = '\x1f';
    }
    buffer[length] = '\0';
    return buffer;
}

/* ---- Histograms ---- */

enum {
    BIN_FORM,
    BIN_QUESTION,
    BIN_ROW,
    BIN_BANNER,
    BIN_CLASS,
    BIN_LABEL,
    BIN_COUNT,
    BIN_N,
    BIN_PERCENT
};
static const char *const bin_names[] = {"form",      "question", "row", "banner",  "class",
                                        "bin_label", "count",    "n",   "percent", NULL};
enum { BIN_KEYS = BIN_LABEL + 1 };

static bool read_bin(const struct told_record *record)
{
    struct told_reading *reading = record->reading;
    struct told *told = reading->told;
    char key[TOLD_KEY_SIZE];
    if (told->bin_count == DRAWN_LIMIT || long_key(key, record->fields, BIN_KEYS) == NULL)
        return told_fail(record, _("the table has more or longer records than any survey"));
    if (told_index_add(&reading->bin_index, reading->arena, key, told->bin_count) != NAMES_NONE)
        return told_fail(record, _("the interval stands here twice"));
    struct told_bin bin = {
        .form = told_keep(record, BIN_FORM),
        .question = told_keep(record, BIN_QUESTION),
        .row = told_keep(record, BIN_ROW),
        .banner = told_keep(record, BIN_BANNER),
        .key = told_keep(record, BIN_CLASS),
        .label = told_keep(record, BIN_LABEL),
        .line = record->line,
    };
    if (!told_count(record, BIN_COUNT, &bin.count) || !told_count(record, BIN_N, &bin.n) ||
        !told_tenths(record, BIN_PERCENT, &bin.percent))
        return false;
    reading->bins = told_grown(reading->arena, reading->bins, told->bin_count, sizeof bin);
    reading->bins[told->bin_count++] = bin;
    return true;
}

const struct told_bin *told_bin(const struct told *told, const struct told_item *item, size_t line,
                                const char *label)
{
    const struct told_form *form = item->question->form;
    const char *const texts[BIN_KEYS] = {form->id,
                                         item->question->id,
                                         item->row,
                                         told_banner_of(form, line)->id,
                                         form->classes[line].key,
                                         label};
    char key[TOLD_KEY_SIZE];
    if (long_key(key, texts, BIN_KEYS) == NULL)
        return NULL;
    size_t position = names_find(&told->bin_names, key);
    return position == NAMES_NONE ? NULL : &told->bins[position];
}

/* ---- Waves ---- */

enum {
    PAST_SURVEY,
    PAST_SOURCE,
    PAST_FORM,
    PAST_QUESTION,
    PAST_ROW,
    PAST_OPTION,
    PAST_BANNER,
    PAST_CLASS,
    PAST_YEAR,
    PAST_COUNT,
    PAST_BASE,
    PAST_PERCENT
};
static const char *const past_names[] = {"survey", "source",  "form",  "question", "row",
                                         "option", "banner",  "class", "year",     "count",
                                         "base",   "percent", NULL};
enum { PAST_KEYS = PAST_CLASS + 1 };

/* Two figures may draw the same answer: then its records are the same. */
static bool read_past(const struct told_record *record)
{
    struct told_reading *reading = record->reading;
    struct told *told = reading->told;
    char key[TOLD_KEY_SIZE];
    if (told->past_count == DRAWN_LIMIT || long_key(key, record->fields, PAST_KEYS) == NULL)
        return told_fail(record, _("the table has more or longer records than any survey"));
    struct told_past past = {
        .survey = told_keep(record, PAST_SURVEY),
        .year = told_keep(record, PAST_YEAR),
        .source = told_keep(record, PAST_SOURCE),
        .form = told_keep(record, PAST_FORM),
        .question = told_keep(record, PAST_QUESTION),
        .row = told_keep(record, PAST_ROW),
        .option = told_keep(record, PAST_OPTION),
        .banner = told_keep(record, PAST_BANNER),
        .key = told_keep(record, PAST_CLASS),
        .line = record->line,
    };
    if (!told_count_or_none(record, PAST_COUNT, &past.count) ||
        !told_count_or_none(record, PAST_BASE, &past.base) ||
        !told_tenths(record, PAST_PERCENT, &past.percent))
        return false;
    size_t known = told_index_add(&reading->past_index, reading->arena, key, told->past_count);
    if (known != NAMES_NONE) {
        const struct told_past *first = &reading->pasts[known];
        return (first->count == past.count && first->base == past.base &&
                first->percent == past.percent) ||
               told_fail(record, _("line %ld says something else of the same answer"), first->line);
    }
    reading->pasts = told_grown(reading->arena, reading->pasts, told->past_count, sizeof past);
    reading->pasts[told->past_count++] = past;
    return true;
}

const struct told_past *told_past(const struct told *told, const struct told_item *item,
                                  size_t line, const struct told_past_name *name)
{
    const struct told_form *form = item->question->form;
    const char *const texts[PAST_KEYS] = {name->survey,
                                          name->source,
                                          form->id,
                                          item->question->id,
                                          item->row,
                                          name->option,
                                          told_banner_of(form, line)->id,
                                          form->classes[line].key};
    char key[TOLD_KEY_SIZE];
    if (long_key(key, texts, PAST_KEYS) == NULL)
        return NULL;
    size_t position = names_find(&told->past_names, key);
    return position == NAMES_NONE ? NULL : &told->pasts[position];
}

bool told_read_drawn(struct told_reading *reading)
{
    static const struct told_file histograms = {"histograms.csv", bin_names, read_bin, false};
    static const struct told_file waves = {"waves.csv", past_names, read_past, false};
    return told_each(reading, &histograms, &reading->now) &&
           told_each(reading, &waves, &reading->now);
}

/* ---- Ties ---- */

static int64_t tie(struct mismatches *mismatches, const struct mismatch *place, int64_t found,
                   int64_t expected, int decimals)
{
    char buffers[2][DECIMAL_SIZE] = {"", ""};
    struct mismatch mismatch = *place;
    if (found == expected)
        return 1;
    if (found != MEASURE_NONE)
        decimal_text(buffers[0], found, decimals);
    if (expected != MEASURE_NONE)
        decimal_text(buffers[1], expected, decimals);
    mismatch.found = buffers[0];
    mismatch.expected = buffers[1];
    mismatch_add(mismatches, &mismatch);
    return 1;
}

static const struct told_item *item_of(const struct told *told, const char *form,
                                       const char *question, const char *row)
{
    const struct told_form *of = told_form(&told->now, form);
    return of == NULL ? NULL : told_item(of, question, row);
}

static bool same_histogram(const struct told_bin *a, const struct told_bin *b)
{
    return strcmp(a->form, b->form) == 0 && strcmp(a->question, b->question) == 0 &&
           strcmp(a->row, b->row) == 0 && strcmp(a->banner, b->banner) == 0 &&
           strcmp(a->key, b->key) == 0;
}

/* The intervals of one class: together all its numbers. */
static int64_t tie_bins(const struct told *told, size_t from, size_t to,
                        struct mismatches *mismatches)
{
    const struct told_bin *first = &told->bins[from];
    const struct told_item *item = item_of(told, first->form, first->question, first->row);
    const struct told_number *number =
        item == NULL
            ? NULL
            : told_number(item, told_line(item->question->form, first->banner, first->key));
    struct mismatch place = {.file = "tables/histograms.csv"};
    int64_t sum = 0, numbers = 0;
    for (size_t i = from; i < to; i++) {
        const struct told_bin *bin = &told->bins[i];
        place.line = bin->line;
        place.column = "percent";
        numbers += tie(mismatches, &place, bin->percent,
                       measure_percent((struct share){bin->count, bin->n}), 1);
        place.column = "n";
        numbers += tie(mismatches, &place, bin->n, number == NULL ? 0 : number->n, 0);
        sum += bin->count;
    }
    place.column = "count";
    return numbers + tie(mismatches, &place, sum, first->n, 0);
}

/* Of this wave the cells say the same. */
static int64_t tie_past(const struct told *told, const struct told_past *past,
                        struct mismatches *mismatches)
{
    struct mismatch place = {.file = "tables/waves.csv", .line = past->line, .column = "percent"};
    int64_t numbers = 0;
    if (past->count != MEASURE_NONE && past->base != MEASURE_NONE)
        numbers += tie(mismatches, &place, past->percent,
                       measure_percent((struct share){past->count, past->base}), 1);
    const struct told_item *item = item_of(told, past->form, past->question, past->row);
    if (item == NULL || past->count == MEASURE_NONE || told->now.survey == NULL ||
        strcmp(past->survey, told->now.survey) != 0)
        return numbers;
    const struct told_cell *cell =
        told_cell(item, told_option(item, past->option),
                  told_line(item->question->form, past->banner, past->key));
    place.column = "count";
    numbers += tie(mismatches, &place, past->count, cell == NULL ? 0 : cell->count, 0);
    place.column = "base";
    return numbers + tie(mismatches, &place, past->base, cell == NULL ? 0 : cell->base, 0);
}

int64_t told_tie_drawn(const struct told *told, struct mismatches *mismatches)
{
    int64_t numbers = 0;
    for (size_t from = 0, to; from < told->bin_count; from = to) {
        for (to = from + 1; to < told->bin_count; to++)
            if (!same_histogram(&told->bins[to], &told->bins[from]))
                break;
        numbers += tie_bins(told, from, to, mismatches);
    }
    for (size_t i = 0; i < told->past_count; i++)
        numbers += tie_past(told, &told->pasts[i], mismatches);
    return numbers;
}
