/* What somebody who mistyped a name probably meant. */
#ifndef RENKEI_COMMON_NEAREST_H
#define RENKEI_COMMON_NEAREST_H

#include <stddef.h>

/* The name of `names` (`count` of them) that differs least from `typed`, counted in characters
 * inserted, left out, changed or swapped with their neighbour (Damerau 1964); NULL if none is
 * close enough to be worth a guess. */
const char *nearest_name(const char *typed, const char *const *names, size_t count);

#endif
