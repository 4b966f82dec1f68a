/*
 * The files of `renkei status -o`: status.xlsx for people, status.csv for machines (one row per
 * unit), and not-received/, one list per prefecture of those who have not answered. A list is
 * written for everybody who was ever on one, without rows if nobody is missing: an old file would
 * go on naming those who have answered since.
 */
#ifndef RENKEI_REPORT_STATUS_FILES_H
#define RENKEI_REPORT_STATUS_FILES_H

#include "report/status_read.h"

/* Writes them into the folder; ends the program if that fails. */
void status_write_files(const struct status *status, struct db *db, const char *folder);

#endif
