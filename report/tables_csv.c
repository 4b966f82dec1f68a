/*
 * Tables for machines. The columns and their order are a contract with the readers of earlier
 * outputs: new ones go behind. A figure that does not exist is an empty field.
 */
#include "report/tables_csv.h"

#include "common/config.h"
#include "common/round.h"
#include "report/csv_writer.h"
#include "report/finding_read.h"
#include "report/words.h"

#include <inttypes.h>

bool cells_csv_begin(FILE *stream)
{
    static const char *const names[] = {
        "survey",       "form",   "question",   "row",           "option",
        "option_label", "banner", "class",      "class_label",   "count",
        "base",         "valid",  "percent",    "percent_valid", "percent_responses",
        "low",          "high",   "difference", "rank",          NULL};
    return csv_write_header(stream, names);
}

bool numbers_csv_begin(FILE *stream)
{
    static const char *const names[] = {"survey", "form",        "question", "row",     "banner",
                                        "class",  "class_label", "n",        "missing", "sum",
                                        "mean",   "sd",          "min",      "p25",     "median",
                                        "p75",    "max",         "unit",     NULL};
    return csv_write_header(stream, names);
}

/* What the records of one class of one item have in common. */
struct record {
    const char *survey;
    const struct cells *cells;
    size_t item;
    size_t banner, class_position;
    size_t line;
    const int64_t *ranks; /* of the banner's classes, see cells_ranks(); NULL for numbers */
};

static void append_item(struct str *out, const struct record *record)
{
    const struct item *item = &record->cells->form->items[record->item];
    csv_append(out, record->survey);
    csv_append(out, record->cells->form->id);
    csv_append(out, item->question->id);
    csv_append(out, item->row == NULL ? "" : item->row->id);
}

static void append_class(struct str *out, const struct record *record)
{
    const struct banner *banner = &record->cells->banners->banners[record->banner];
    const struct class *class = &banner->classes[record->class_position];
    csv_append(out, banner->id);
    csv_append(out, class->key);
    csv_append(out, class->label);
}

/* An option's code and label, or a subtotal's id and label. */
static void append_answer(struct str *out, const struct record *record, size_t answer)
{
    const struct question *question = record->cells->form->items[record->item].question;
    const struct counts *counts = &record->cells->counts[record->item];
    char buffer[CODE_TEXT_SIZE];
    if (answer >= counts->answer_count) {
        const struct subtotal *subtotal = counts->subtotals[answer - counts->answer_count];
        csv_append(out, subtotal->id);
        csv_append(out, subtotal->label);
        return;
    }
    int code = answer_code(question, answer);
    csv_append(out, code_text(buffer, code));
    csv_append(out, code_label(question, code));
}

static void append_cell(struct csv_writer *writer, const struct record *record, size_t answer)
{
    const struct counts *counts = &record->cells->counts[record->item];
    const struct cell_measures measures = cells_measures(
        record->cells, &(struct cell_place){record->item, record->banner, record->line, answer});
    struct str *out = &writer->buffer;
    append_item(out, record);
    append_answer(out, record, answer);
    append_class(out, record);
    csv_append_number(out, counts_count(counts, record->line, answer));
    csv_append_number(out, counts->base[record->line]);
    csv_append_number(out, counts->valid[record->line]);
    csv_append_tenths(out, measures.percent);
    csv_append_tenths(out, measures.percent_valid);
    csv_append_tenths(out, measures.percent_responses);
    csv_append_tenths(out, measures.bounds.low);
    csv_append_tenths(out, measures.bounds.high);
    csv_append_tenths(out, measures.difference);
    int64_t rank = record->ranks[record->class_position * counts_answers(counts) + answer];
    if (rank > 0)
        csv_append_number(out, rank);
    else
        csv_append(out, "");
    csv_writer_end_record(writer);
}

static void append_cells(struct csv_writer *writer, const struct record *record)
{
    size_t answers = record->cells->counts[record->item].answer_count;
    for (size_t a = 0; a < answers; a++)
        append_cell(writer, record, a);
}

static void append_subtotals(struct csv_writer *writer, const struct record *record)
{
    const struct counts *counts = &record->cells->counts[record->item];
    for (size_t a = counts->answer_count; a < counts_answers(counts); a++)
        append_cell(writer, record, a);
}

static void append_statistic(struct csv_writer *writer, const struct record *record)
{
    const struct statistic *statistic = &record->cells->statistics[record->item][record->line];
    struct str *out = &writer->buffer;
    append_item(out, record);
    append_class(out, record);
    csv_append_number(out, statistic->n);
    csv_append_number(out, statistic->missing);
    for (size_t m = 0; m < MEASURE_COUNT; m++)
        csv_append(out, statistic->measures[m] == NULL ? "" : statistic->measures[m]);
    csv_append(out, words_unit(&record->cells->form->items[record->item]));
    csv_writer_end_record(writer);
}

typedef void append_function(struct csv_writer *writer, const struct record *record);

/* Every class of every banner, or of those of a part, of one item. */
static void append_classes(struct csv_writer *writer, struct record record,
                           const struct cells_part *part, append_function *append)
{
    const struct cells *cells = record.cells;
    struct arena arena = {0};
    for (record.banner = 0; record.banner < cells->banners->count; record.banner++) {
        if (part != NULL && !part->banners[record.banner])
            continue;
        if (cells->counts[record.item].counts != NULL)
            record.ranks = cells_ranks(cells, &arena, record.item, record.banner);
        size_t classes = cells->banners->banners[record.banner].class_count;
        for (size_t c = 0; c < classes; c++) {
            record.class_position = c;
            record.line = cells->first_class[record.banner] + c;
            append(writer, &record);
        }
        arena_reset(&arena);
    }
    arena_release(&arena);
}

bool cells_csv_write(FILE *stream, const char *survey, const struct cells *cells,
                     const struct cells_part *part)
{
    struct csv_writer writer = {.stream = stream};
    for (size_t i = 0; i < cells->form->item_count; i++) {
        if (cells->counts[i].counts != NULL && (part == NULL || part->items[i]))
            append_classes(&writer, (struct record){.survey = survey, .cells = cells, .item = i},
                           part, append_cells);
    }
    return csv_writer_finish(&writer);
}

bool subtotals_csv_write(FILE *stream, const char *survey, const struct cells *cells,
                         const struct cells_part *part)
{
    struct csv_writer writer = {.stream = stream};
    for (size_t i = 0; i < cells->form->item_count; i++) {
        if (cells->counts[i].subtotal_count > 0 && (part == NULL || part->items[i]))
            append_classes(&writer, (struct record){.survey = survey, .cells = cells, .item = i},
                           part, append_subtotals);
    }
    return csv_writer_finish(&writer);
}

bool numbers_csv_write(FILE *stream, const char *survey, const struct cells *cells,
                       const struct cells_part *part)
{
    struct csv_writer writer = {.stream = stream};
    for (size_t i = 0; i < cells->form->item_count; i++) {
        if (cells->statistics[i] != NULL && (part == NULL || part->items[i]))
            append_classes(&writer, (struct record){.survey = survey, .cells = cells, .item = i},
                           part, append_statistic);
    }
    return csv_writer_finish(&writer);
}

/* ---- Findings ---- */

static void append_count(struct str *out, int64_t value)
{
    if (value > 0)
        csv_append_number(out, value);
    else
        csv_append(out, "");
}

struct findings_csv {
    struct csv_writer writer;
    const char *survey;
};

static void append_finding(void *context, const struct finding_row *row)
{
    struct findings_csv *table = context;
    struct str *out = &table->writer.buffer;
    csv_append(out, table->survey);
    csv_append(out, row->form == NULL ? "" : row->form->id);
    csv_append(out, row->unit);
    csv_append(out, row->name);
    csv_append(out, finding_words[row->status].id);
    csv_append(out, row->code);
    csv_append(out, row->severity);
    csv_append(out, row->file);
    csv_append(out, row->sheet);
    csv_append(out, row->cell);
    append_count(out, row->line);
    csv_append(out, row->item);
    csv_append(out, row->raw);
    csv_append(out, row->message);
    csv_append(out, row->hint);
    append_count(out, row->query);
    csv_append(out, row->reason);
    csv_writer_end_record(&table->writer);
}

bool findings_csv_write(FILE *stream, struct db *db, const struct config *config)
{
    static const char *const names[] = {"survey",   "form",    "unit",  "name",  "status", "code",
                                        "severity", "file",    "sheet", "cell",  "line",   "item",
                                        "raw",      "message", "hint",  "query", "reason", NULL};
    const struct codebook *codebook = &config->codebook;
    struct findings_csv table = {.writer = {.stream = stream}, .survey = codebook->survey};
    if (!csv_write_header(stream, names))
        return false;
    for (size_t i = 0; i < codebook->form_count; i++)
        findings_each(db, config, &(struct finding_choice){.form = &codebook->forms[i]},
                      append_finding, &table);
    findings_each(db, config, &(struct finding_choice){0}, append_finding, &table);
    return csv_writer_finish(&table.writer);
}

/* ---- Who has answered ---- */

struct turnout_record {
    const char *survey;
    const struct turnout *turnout;
    const char *banner, *class, *label;
    int64_t units, answered;
};

/* Without a frame nobody knows how many were asked. */
static void append_turnout(struct csv_writer *writer, const struct turnout_record *record)
{
    struct str *out = &writer->buffer;
    bool frame = record->turnout->form->frame != NULL;
    char percent[DECIMAL_SIZE];
    csv_append(out, record->survey);
    csv_append(out, record->turnout->form->id);
    csv_append(out, record->banner);
    csv_append(out, record->class);
    csv_append(out, record->label);
    if (frame)
        csv_append_number(out, record->units);
    else
        csv_append(out, "");
    csv_append_number(out, record->answered);
    csv_append(out, frame && record->units > 0
                        ? decimal_text(percent, percent_tenths(record->answered, record->units), 1)
                        : "");
    csv_writer_end_record(writer);
}

static void append_turnout_banner(struct csv_writer *writer, struct turnout_record record,
                                  size_t position)
{
    const struct turnout *turnout = record.turnout;
    const struct banner *banner = &turnout->banners->banners[position];
    bool total = banner->kind == BANNER_TOTAL;
    if (!total && (!banner_of_frame(turnout->banners, position) || turnout->form->frame == NULL))
        return;
    for (size_t c = 0; c < banner->class_count; c++) {
        size_t line = turnout->first_class[position] + c;
        record.banner = banner->id;
        record.class = banner->classes[c].key;
        record.label = banner->classes[c].label;
        record.units = total ? turnout->units : turnout->class_units[line];
        record.answered = total ? turnout->answered : turnout->class_answered[line];
        append_turnout(writer, &record);
    }
}

bool response_status_csv_write(FILE *stream, const struct config *config,
                               const struct loaded *loaded)
{
    static const char *const names[] = {"survey", "form",     "banner",  "class", "class_label",
                                        "units",  "answered", "percent", NULL};
    struct csv_writer writer = {.stream = stream};
    if (!csv_write_header(stream, names))
        return false;
    for (size_t f = 0; f < config->codebook.form_count; f++) {
        const struct turnout *turnout = &loaded->turnouts[f];
        for (size_t b = 0; b < turnout->banners->count; b++)
            append_turnout_banner(
                &writer,
                (struct turnout_record){.survey = config->codebook.survey, .turnout = turnout}, b);
    }
    return csv_writer_finish(&writer);
}
