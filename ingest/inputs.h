/*
 * The files to load: operands that are files, and everything below operands that are folders,
 * sorted by path (input_order). Hidden files and what spreadsheet programs leave behind (~$x.xlsx,
 * .~lock.x#, Thumbs.db, desktop.ini) are passed over.
 */
#ifndef RENKEI_INGEST_INPUTS_H
#define RENKEI_INGEST_INPUTS_H

#include "common/arena.h"

#include <stdbool.h>
#include <stddef.h>

struct inputs {
    const char **paths; /* each once */
    size_t count;
};

/* Ends the program if an operand does not exist (wrong usage) or cannot be read. */
void inputs_find(struct inputs *inputs, struct arena *arena, size_t count, char **operands);

/* True for the names that are passed over. */
bool input_left_behind(const char *name);

/* Which of two paths comes first, as strcmp(): suffixes do not count unless all else is equal, so
 * that "11.xlsx" comes before "11 (2).xlsx", and what was sent again replaces what it was sent for.
 */
int input_order(const char *a, const char *b);

/* The path as text, which the database takes only in UTF-8: as it is, decoded from CP932 (archives
 * made on Windows are often unpacked so), or with `?` for what is neither. In the arena, or `path`.
 */
const char *path_text(struct arena *arena, const char *path);

#endif
