/*
 * What a release changed against the one before: tables/changes.csv, every cell of cells.csv whose
 * count, base, valid or percentage is another one; tables/number-changes.csv, every statistic; and
 * changes.md, the same for people: the figures of all units, and the units that caused them.
 *
 * The columns of common/release_changes.h, then why: one record per cell, unit and answer of the
 * unit that made it count otherwise. What the listed units do not account for is a record without a
 * unit: the configuration, if that is another one, or nothing that the database knows of.
 */
#ifndef RENKEI_REPORT_CHANGE_TABLES_H
#define RENKEI_REPORT_CHANGE_TABLES_H

#include "common/told.h"
#include "report/output.h"
#include "report/touched.h"

#include <stdbool.h>
#include <stddef.h>

struct change_tables {
    const struct config *config;
    const struct told *before, *after;
    const struct touched *touched;
    bool same_configuration;
    int64_t number, previous; /* of the two releases */
    struct outputs *outputs;
    /* Filled in: how many differ. */
    size_t cells, statistics;
};

void change_tables_write(struct change_tables *tables);

/* Is the file one of the three? They are no part of what is compared. */
bool is_change_table(const char *name);

#endif
