/* published.csv: the figures as printed, every one tied to a cell that the survey can have. */
#include "common/config_read.h"

#include "common/csv.h"
#include "common/message.h"
#include "common/number.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum field {
    FIGURE,
    FORM,
    QUESTION,
    ROW,
    OPTION,
    BASE,
    BASE_PRINTED,
    COUNT,
    PERCENT,
    PRINTED_AS,
    FIELD_COUNT,
};

static const char *const field_names[FIELD_COUNT] = {
    "figure", "form",         "question", "row",     "option",
    "base",   "base_printed", "count",    "percent", "printed_as"};

struct record {
    struct reading *reading;
    const char *path;
    long line;
    const char *const *fields;
};

static void wrong_field(const struct record *record, enum field field, const char *hint,
                        const char *reason)
{
    struct mistake place = {.file = record->path, .line = record->line};
    mistakes_add(&record->reading->mistakes, &place, hint, _("%s \"%s\": %s"), field_names[field],
                 record->fields[field], reason);
}

/* ---- What the figure is about ---- */

static void read_row(const struct record *record, struct published *published)
{
    const char *id = record->fields[ROW];
    const struct question *question = published->question;
    if (!*id && !question->row_count)
        return;
    for (size_t i = 0; i < question->row_count; i++)
        if (strcmp(question->rows[i].id, id) == 0) {
            published->row = &question->rows[i];
            return;
        }
    wrong_field(record, ROW, NULL,
                *id ? _("the question has no such row") : _("the question has rows: name one"));
}

static void read_option(const struct record *record, struct published *published)
{
    const char *text = record->fields[OPTION];
    int64_t code;
    if (published->question->type != QUESTION_SINGLE &&
        published->question->type != QUESTION_MULTIPLE)
        wrong_field(record, QUESTION, NULL, _("numbers and texts have no options to count"));
    else if (strcmp(text, "NA") == 0)
        published->code = CODE_NA;
    else if (strcmp(text, "INVALID") == 0)
        published->code = CODE_INVALID;
    else if (number_parse_whole(text, &code) && code >= 1 && code <= CODE_LARGEST_OPTION &&
             question_option(published->question, (int)code))
        published->code = (int)code;
    else
        wrong_field(record, OPTION, _("write a code of the question, NA or INVALID"),
                    _("the question has no such option"));
}

static void read_cell(const struct record *record, const struct codebook *codebook,
                      struct published *published)
{
    published->form = codebook_form(codebook, record->fields[FORM]);
    if (!published->form) {
        wrong_field(record, FORM, NULL, _("there is no such form"));
        return;
    }
    published->question = form_question(published->form, record->fields[QUESTION]);
    if (!published->question) {
        wrong_field(record, QUESTION, NULL, _("there is no such question in the form"));
        return;
    }
    read_row(record, published);
    read_option(record, published);
}

/* ---- What was printed ---- */

/* A whole number from 0; -1 if the field is empty or (a mistake) something else. */
static int64_t read_count(const struct record *record, enum field field)
{
    const char *text = record->fields[field];
    int64_t value;
    if (!*text)
        return -1;
    if (number_parse_whole(text, &value) && value >= 0)
        return value;
    wrong_field(record, field, NULL, _("not a whole number"));
    return -1;
}

/* A percentage with exactly one decimal, as the reports print them. */
static int64_t read_percent(const struct record *record)
{
    enum { WHOLE = 1000 }; /* 100.0 in tenths */
    const char *text = record->fields[PERCENT];
    int64_t value;
    if (!*text)
        return -1;
    const char *point = strchr(text, '.');
    bool one_decimal = point && strlen(point) == 2;
    if (one_decimal && number_parse(text, &value) && value >= 0) {
        int64_t tenths = value / (NUMBER_SCALE / 10);
        if (tenths <= WHOLE)
            return tenths;
    }
    wrong_field(record, PERCENT, _("write one decimal, as 68.9"),
                _("not a percentage from 0.0 to 100.0"));
    return -1;
}

static bool read_base_printed(const struct record *record)
{
    const char *text = record->fields[BASE_PRINTED];
    if (strcmp(text, "yes") == 0)
        return true;
    if (strcmp(text, "no") != 0)
        wrong_field(record, BASE_PRINTED, NULL, _("neither yes nor no"));
    return false;
}

static void read_figures(const struct record *record, struct published *published)
{
    published->base = read_count(record, BASE);
    published->base_printed = read_base_printed(record);
    published->count = read_count(record, COUNT);
    published->tenths = read_percent(record);
    if (!*record->fields[COUNT] && !*record->fields[PERCENT])
        wrong_field(record, PERCENT, NULL, _("count and percent are both empty"));
    if (published->base_printed && !*record->fields[BASE])
        wrong_field(record, BASE, NULL, _("printed, but empty"));
    if (published->base == 0)
        wrong_field(record, BASE, _("leave it empty if it is not known"), _("nobody was asked"));
    if (published->base > 0 && published->count > published->base)
        wrong_field(record, COUNT, NULL, _("greater than the base"));
}

static void read_published(const struct record *record, const struct codebook *codebook,
                           struct published *published)
{
    *published = (struct published){
        .figure = record->fields[FIGURE],
        .printed_as = record->fields[PRINTED_AS],
        .line = record->line,
    };
    if (!*published->figure)
        wrong_field(record, FIGURE, NULL, _("the figure has no name"));
    read_cell(record, codebook, published);
    read_figures(record, published);
}

/* ---- The file ---- */

static bool check_fields(const struct record *record, size_t count)
{
    struct mistakes *mistakes = &record->reading->mistakes;
    struct mistake place = {.file = record->path, .line = record->line};
    if (count != FIELD_COUNT) {
        mistakes_add(mistakes, &place, NULL, _("%zu fields, but there should be %d"), count,
                     FIELD_COUNT);
        return false;
    }
    return true;
}

static bool check_header(const struct record *header, size_t count)
{
    if (!check_fields(header, count))
        return false;
    bool good = true;
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        if (strcmp(header->fields[i], field_names[i]) == 0)
            continue;
        struct mistake place = {.file = header->path, .line = header->line};
        mistakes_add(&header->reading->mistakes, &place, NULL,
                     _("column %zu is \"%s\", not \"%s\""), i + 1, header->fields[i],
                     field_names[i]);
        good = false;
    }
    return good;
}

/* A report prints a cell once in a figure; twice is a slip of the pen. */
static void check_repetition(const struct record *record, struct names *cells, size_t position)
{
    const char *const *fields = record->fields;
    const char *cell = arena_printf(record->reading->arena, "%s\n%s\n%s\n%s\n%s", fields[FIGURE],
                                    fields[FORM], fields[QUESTION], fields[ROW], fields[OPTION]);
    if (names_add(cells, cell, position) != NAMES_NONE)
        wrong_field(record, OPTION, NULL, _("the figure has this cell already"));
}

static void read_table(struct record *record, const struct csv_table *table, struct config *config)
{
    struct published *published =
        arena_array(record->reading->arena, table->count, sizeof *published);
    struct names cells = names_new(record->reading->arena, table->count);
    for (size_t i = 1; i < table->count; i++) {
        record->line = table->lines[i];
        record->fields = table->records[i];
        if (!check_fields(record, table->lengths[i]))
            continue;
        read_published(record, &config->codebook, &published[config->published_count++]);
        check_repetition(record, &cells, i);
    }
    config->published = published;
}

void published_read(struct reading *reading, struct config *config)
{
    struct record record = {
        .reading = reading, .path = reading_path(reading, "published.csv"), .line = 1};
    config->published_path = record.path;
    if (access(record.path, F_OK) != 0 && errno == ENOENT)
        return;
    struct csv_table table = {0};
    const char *error = NULL;
    struct mistake place = {.file = record.path};
    if (!csv_read_file(&table, reading->arena, record.path, &error, &place.line)) {
        mistakes_add(&reading->mistakes, &place, NULL, "%s", _(error));
        return;
    }
    if (!table.count) {
        mistakes_add(&reading->mistakes, &place, NULL, _("the file is empty"));
        return;
    }
    record.line = table.lines[0];
    record.fields = table.records[0];
    if (check_header(&record, table.lengths[0]))
        read_table(&record, &table, config);
}
