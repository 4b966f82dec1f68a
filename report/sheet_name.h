/* Names of sheets as Excel allows them. */
#ifndef RENKEI_REPORT_SHEET_NAME_H
#define RENKEI_REPORT_SHEET_NAME_H

#include "common/arena.h"

#include <stdbool.h>

typedef bool name_taken_function(const void *context, const char *name);

/* A name of at most 31 characters (UTF-16 units, as Excel counts) close to `wanted`: the signs
 * [ ] : * ? / \ become their full-width forms, apostrophes at the ends go, and a name that is
 * taken gets ~2, ~3, … at its end. It lives in the arena. */
const char *sheet_name(struct arena *arena, const char *wanted, name_taken_function *taken,
                       const void *context);

#endif
