#include "common/frame.h"

#include "common/csv.h"
#include "common/frame_names.h"
#include "common/message.h"
#include "common/number.h"

#include <string.h>

static bool check_header(const struct csv_table *table, const char *path, struct mistakes *mistakes)
{
    struct mistake place = {.file = path, .line = 1};
    if (!table->count) {
        mistakes_add(mistakes, &place, NULL, _("the file is empty"));
        return false;
    }
    const char *const *columns = table->records[0];
    bool good = strcmp(columns[0], "code") == 0;
    if (!good)
        mistakes_add(mistakes, &place, NULL, _("the first column is \"%s\", not \"code\""),
                     columns[0]);
    for (size_t i = 0; i < table->lengths[0]; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(columns[i], columns[j]) == 0) {
                mistakes_add(mistakes, &place, NULL, _("the column \"%s\" stands here twice"),
                             columns[i]);
                good = false;
            }
    return good;
}

static bool check_record(const struct csv_table *table, size_t record, struct names *codes,
                         const char *path, struct mistakes *mistakes)
{
    struct mistake place = {.file = path, .line = table->lines[record]};
    if (table->lengths[record] != table->lengths[0]) {
        mistakes_add(mistakes, &place, NULL, _("%zu fields, but the header has %zu"),
                     table->lengths[record], table->lengths[0]);
        return false;
    }
    const char *code = table->records[record][0];
    if (!*code) {
        mistakes_add(mistakes, &place, NULL, _("the code is empty"));
        return false;
    }
    size_t earlier = names_add(codes, code, record - 1);
    if (earlier != NAMES_NONE)
        mistakes_add(mistakes, &place, NULL, _("the code \"%s\" stands in line %ld already"), code,
                     table->lines[earlier + 1]);
    return earlier == NAMES_NONE;
}

static void copy_values(struct frame *frame, const struct csv_table *table, struct arena *arena)
{
    const char **values =
        arena_array(arena, frame->unit_count * frame->column_count, sizeof *values);
    frame->values = values;
    for (size_t unit = 0; unit < frame->unit_count; unit++)
        for (size_t column = 0; column < frame->column_count; column++)
            *values++ = table->records[unit + 1][column];
}

const struct frame *frame_read(struct arena *arena, const char *id, const char *path,
                               struct mistakes *mistakes)
{
    struct csv_table table = {0};
    const char *error = NULL;
    struct mistake place = {.file = path};
    if (!csv_read_file(&table, arena, path, &error, &place.line)) {
        mistakes_add(mistakes, &place, NULL, "%s", _(error));
        return NULL;
    }
    bool good = check_header(&table, path, mistakes);
    struct frame *frame = arena_alloc(arena, sizeof *frame);
    frame->id = id;
    frame->codes = names_new(arena, table.count);
    for (size_t i = 1; i < table.count; i++)
        good &= check_record(&table, i, &frame->codes, path, mistakes);
    if (!good)
        return NULL;
    frame->columns = table.records[0];
    frame->column_count = table.lengths[0];
    frame->unit_count = table.count - 1;
    copy_values(frame, &table, arena);
    return frame_names_read(frame, arena, path, mistakes) ? frame : NULL;
}

size_t frame_column(const struct frame *frame, const char *name)
{
    for (size_t i = 0; i < frame->column_count; i++)
        if (strcmp(frame->columns[i], name) == 0)
            return i;
    return FRAME_NONE;
}

const char *frame_value(const struct frame *frame, size_t unit, size_t column)
{
    return frame->values[unit * frame->column_count + column];
}

const char *frame_code(const struct frame *frame, size_t unit)
{
    return frame_value(frame, unit, 0);
}

const char *frame_name(const struct frame *frame, size_t unit)
{
    size_t column = frame_column(frame, "name");
    return column == FRAME_NONE ? frame_code(frame, unit) : frame_value(frame, unit, column);
}

size_t frame_find(const struct frame *frame, const char *code)
{
    size_t unit = names_find(&frame->codes, code);
    return unit == NAMES_NONE ? FRAME_NONE : unit;
}

bool frame_number(const struct frame *frame, size_t unit, size_t column, int64_t *value)
{
    const char *text = frame_value(frame, unit, column);
    while (text[0] == '0' && text[1] >= '0' && text[1] <= '9')
        text++;
    return number_parse(text, value);
}
