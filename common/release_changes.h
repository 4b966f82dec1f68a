/*
 * What differs between two releases: cells and statistics that both tell, or only one of them. The
 * tables tables/changes.csv and tables/number-changes.csv begin with the columns that are named
 * here; what caused a change stands behind them (report/change_tables.h).
 */
#ifndef RENKEI_COMMON_RELEASE_CHANGES_H
#define RENKEI_COMMON_RELEASE_CHANGES_H

#include "common/arena.h"
#include "common/release.h"
#include "common/told.h"

/* Without a name of its own in one of the releases the pointers there are NULL. */
struct release_change {
    const char *survey;
    const struct told_item *item;     /* of the later release, of the former if that has it alone */
    const struct told_option *option; /* NULL: a statistic */
    const struct told_banner *banner;
    const struct told_class *class;
    const struct told_cell *before, *after;
    const struct told_number *number_before, *number_after;
};

/* All changes, in the order of cells.csv; what the later release no longer has stands behind
 * all the others. A cell differs by count, base, valid or percent, a statistic by any of
 * its figures. */
typedef void release_change_function(void *context, const struct release_change *change);
void release_each_change(const struct told *before, const struct told *after,
                         release_change_function *function, void *context);

/* The columns of a change, ending with NULL, and what stands in them; a figure that does not exist
 * is "". The texts live in the arena, the array has room for RELEASE_CHANGE_COLUMNS. */
enum { RELEASE_CHANGE_COLUMNS = 28 };
extern const char *const release_cell_columns[];
extern const char *const release_number_columns[];
size_t release_change_fields(const struct release_change *change, struct arena *arena,
                             const char **fields);

/* Are the changes that a release lists those between the former one and it? What is not adds to the
 * mismatches of the later one. Returns how many changes there are. */
struct release_pair {
    const struct release *later;
    const struct told *before, *after;
};
size_t release_check_changes(const struct release_pair *pair);

#endif
