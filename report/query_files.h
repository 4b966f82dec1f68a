/*
 * The files of a run of `renkei query`: one workbook per query, or one ZIP file of them per
 * prefecture. Each is whole or not there.
 */
#ifndef RENKEI_REPORT_QUERY_FILES_H
#define RENKEI_REPORT_QUERY_FILES_H

#include "common/arena.h"
#include "common/config.h"
#include "common/db.h"
#include "report/query_read.h"

struct query_files {
    const struct config *config;
    struct db *db;      /* for the answers that stand in the workbooks */
    const char *folder; /* where they go; it is made if it is missing */
    bool zip;
};
void query_files_write(const struct query_files *files, const struct inquiries *inquiries);

/* Ends the program if a query cannot go into the ZIP file of a prefecture. */
void query_files_require_prefectures(const struct inquiries *inquiries);

#endif
