/*
 * Tables for machines. The columns and their order are a contract with the readers of earlier
 * outputs: new ones go behind. A figure that does not exist is an empty field.
 */
#include "report/tables_csv.h"

#include "common/config.h"
#include "common/csv.h"
#include "common/round.h"
#include "report/finding_read.h"

#include <inttypes.h>

/* Written to the stream whenever the buffer holds this much. */
enum { FLUSH_SIZE = 64 * 1024 };

struct csv_writer {
    FILE *stream;
    struct str buffer;
    bool failed;
};

static void flush(struct csv_writer *writer)
{
    size_t length = writer->buffer.length;
    if (fwrite(str_text(&writer->buffer), 1, length, writer->stream) != length)
        writer->failed = true;
    str_reset(&writer->buffer);
}

static bool finish(struct csv_writer *writer)
{
    flush(writer);
    str_release(&writer->buffer);
    return !writer->failed;
}

static void end_record(struct csv_writer *writer)
{
    csv_end_record(&writer->buffer);
    if (writer->buffer.length >= FLUSH_SIZE)
        flush(writer);
}

static void append_number(struct str *record, int64_t value)
{
    char digits[DECIMAL_SIZE];
    csv_append(record, decimal_text(digits, value, 0));
}

static bool write_header(FILE *stream, const char *const *names)
{
    struct csv_writer writer = {.stream = stream};
    str_append(&writer.buffer, CSV_BOM);
    for (; *names != NULL; names++)
        csv_append(&writer.buffer, *names);
    end_record(&writer);
    return finish(&writer);
}

bool cells_csv_begin(FILE *stream)
{
    static const char *const names[] = {
        "survey", "form",        "question", "row",  "option", "option_label", "banner",
        "class",  "class_label", "count",    "base", "valid",  "percent",      NULL};
    return write_header(stream, names);
}

bool numbers_csv_begin(FILE *stream)
{
    static const char *const names[] = {"survey",      "form", "question", "row", "banner", "class",
                                        "class_label", "n",    "missing",  "sum", "mean",   "sd",
                                        "min",         "p25",  "median",   "p75", "max",    NULL};
    return write_header(stream, names);
}

/* What the records of one class of one item have in common. */
struct record {
    const char *survey;
    const struct cells *cells;
    size_t item;
    const struct banner *banner;
    const struct class *class;
    size_t line;
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
    csv_append(out, record->banner->id);
    csv_append(out, record->class->key);
    csv_append(out, record->class->label);
}

static void append_cell(struct csv_writer *writer, const struct record *record, size_t answer)
{
    const struct question *question = record->cells->form->items[record->item].question;
    const struct counts *counts = &record->cells->counts[record->item];
    int code = answer_code(question, answer);
    char buffer[DECIMAL_SIZE];
    struct str *out = &writer->buffer;
    append_item(out, record);
    csv_append(out, code_text(buffer, code));
    csv_append(out, code_label(question, code));
    append_class(out, record);
    append_number(out, counts->counts[record->line * counts->answer_count + answer]);
    append_number(out, counts->base[record->line]);
    append_number(out, counts->valid[record->line]);
    int64_t tenths = counts_tenths(counts, record->line, answer);
    csv_append(out, tenths < 0 ? "" : decimal_text(buffer, tenths, 1));
    end_record(writer);
}

static void append_cells(struct csv_writer *writer, const struct record *record)
{
    size_t answers = record->cells->counts[record->item].answer_count;
    for (size_t a = 0; a < answers; a++)
        append_cell(writer, record, a);
}

static void append_statistic(struct csv_writer *writer, const struct record *record)
{
    const struct statistic *statistic = &record->cells->statistics[record->item][record->line];
    struct str *out = &writer->buffer;
    append_item(out, record);
    append_class(out, record);
    append_number(out, statistic->n);
    append_number(out, statistic->missing);
    for (size_t m = 0; m < MEASURE_COUNT; m++)
        csv_append(out, statistic->measures[m] == NULL ? "" : statistic->measures[m]);
    end_record(writer);
}

typedef void append_function(struct csv_writer *writer, const struct record *record);

/* Every class of every banner of one item. */
static void append_classes(struct csv_writer *writer, struct record record, append_function *append)
{
    const struct banner_set *banners = record.cells->banners;
    for (size_t b = 0; b < banners->count; b++) {
        record.banner = &banners->banners[b];
        for (size_t c = 0; c < record.banner->class_count; c++) {
            record.class = &record.banner->classes[c];
            record.line = record.cells->first_class[b] + c;
            append(writer, &record);
        }
    }
}

bool cells_csv_write(FILE *stream, const char *survey, const struct cells *cells)
{
    struct csv_writer writer = {.stream = stream};
    for (size_t i = 0; i < cells->form->item_count; i++) {
        if (cells->counts[i].counts != NULL)
            append_classes(&writer, (struct record){.survey = survey, .cells = cells, .item = i},
                           append_cells);
    }
    return finish(&writer);
}

bool numbers_csv_write(FILE *stream, const char *survey, const struct cells *cells)
{
    struct csv_writer writer = {.stream = stream};
    for (size_t i = 0; i < cells->form->item_count; i++) {
        if (cells->statistics[i] != NULL)
            append_classes(&writer, (struct record){.survey = survey, .cells = cells, .item = i},
                           append_statistic);
    }
    return finish(&writer);
}

/* ---- Findings ---- */

static void append_count(struct str *out, int64_t value)
{
    if (value > 0)
        append_number(out, value);
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
    end_record(&table->writer);
}

bool findings_csv_write(FILE *stream, struct db *db, const struct config *config)
{
    static const char *const names[] = {"survey",   "form",    "unit",  "name",  "status", "code",
                                        "severity", "file",    "sheet", "cell",  "line",   "item",
                                        "raw",      "message", "hint",  "query", "reason", NULL};
    const struct codebook *codebook = &config->codebook;
    struct findings_csv table = {.writer = {.stream = stream}, .survey = codebook->survey};
    if (!write_header(stream, names))
        return false;
    for (size_t i = 0; i < codebook->form_count; i++)
        findings_each(db, config, &(struct finding_choice){.form = &codebook->forms[i]},
                      append_finding, &table);
    findings_each(db, config, &(struct finding_choice){0}, append_finding, &table);
    return finish(&table.writer);
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
        append_number(out, record->units);
    else
        csv_append(out, "");
    append_number(out, record->answered);
    csv_append(out, frame && record->units > 0
                        ? decimal_text(percent, percent_tenths(record->answered, record->units), 1)
                        : "");
    end_record(writer);
}

static void append_turnout_banner(struct csv_writer *writer, struct turnout_record record,
                                  size_t position)
{
    const struct turnout *turnout = record.turnout;
    const struct banner *banner = &turnout->banners->banners[position];
    bool total = banner->kind == BANNER_TOTAL;
    if (!total && (banner->kind != BANNER_FRAME || turnout->form->frame == NULL))
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
    if (!write_header(stream, names))
        return false;
    for (size_t f = 0; f < config->codebook.form_count; f++) {
        const struct turnout *turnout = &loaded->turnouts[f];
        for (size_t b = 0; b < turnout->banners->count; b++)
            append_turnout_banner(
                &writer,
                (struct turnout_record){.survey = config->codebook.survey, .turnout = turnout}, b);
    }
    return finish(&writer);
}
