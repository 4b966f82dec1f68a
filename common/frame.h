/*
 * A frame: the list of all units of a survey with the facts known about them. A flat CSV file,
 * first column `code` (unique), any other columns; kept as text, exactly as written.
 */
#ifndef RENKEI_COMMON_FRAME_H
#define RENKEI_COMMON_FRAME_H

#include "common/arena.h"
#include "common/mistakes.h"
#include "common/names.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FRAME_NONE SIZE_MAX

struct frame_spelling;

struct frame {
    const char *id; /* "municipality-2022" */
    const char *const *columns;
    size_t column_count;
    const char *const *values; /* [unit_count * column_count] */
    size_t unit_count;
    struct names codes; /* for frame_find() */
    /* see common/frame_names.h */
    const struct frame_spelling *spellings;
    size_t spelling_count;
    const char *const *areas; /* [unit_count] */
};

/* Reads a CSV file, and the other spellings of its names if they lie beside it. What is wrong with
 * them (no such file, not CSV, records of other lengths than the header, empty or repeated codes)
 * is added to the mistakes; then the result is NULL. The frame lives in the arena; `id` and `path`
 * are borrowed. */
const struct frame *frame_read(struct arena *arena, const char *id, const char *path,
                               struct mistakes *mistakes);

/* The column's position, FRAME_NONE if there is none. */
size_t frame_column(const struct frame *frame, const char *name);
const char *frame_value(const struct frame *frame, size_t unit, size_t column);
const char *frame_code(const struct frame *frame, size_t unit);
/* The value of column `name`, the code if the frame has no such column. */
const char *frame_name(const struct frame *frame, size_t unit);
/* The unit with exactly this code, FRAME_NONE if there is none. */
size_t frame_find(const struct frame *frame, const char *code);
/* The value as an exact decimal in millionths; false if empty or no number. Leading zeros, as in
 * codes of areas, are allowed. */
bool frame_number(const struct frame *frame, size_t unit, size_t column, int64_t *value);

#endif
