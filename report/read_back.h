/*
 * Reading back: a finished workbook is opened again with the project's reader, and every number in
 * it and every point that its charts keep is found again in the tables for machines
 * (common/book_compare.h), which are read from disk and tied in themselves first. What differs is
 * told with its place and the program ends with STATUS_VERIFY; the workbook, which has no name yet,
 * is gone then.
 */
#ifndef RENKEI_REPORT_READ_BACK_H
#define RENKEI_REPORT_READ_BACK_H

#include "common/arena.h"
#include "common/told.h"
#include "report/output.h"

#include <stdint.h>

/* Zero-initialise. Once the tables are read it never changes, so that workers may share it. */
struct read_back {
    struct told told;
    struct arena arena;
    int64_t tied; /* numbers of the tables that were computed again */
};

/* Reads the tables of an output folder and ties them; `shown` is what messages call the folder. */
void read_back_tables(struct read_back *back, const char *folder, const char *shown);

/* Compares a workbook that is written, notes how much was compared, and finishes it
 * (output_finish()). It is read once for all: its numbers, the rules that it has to keep, the
 * checksums of its parts and the hash. */
void read_back_finish(const struct read_back *back, struct output_file *file);

void read_back_release(struct read_back *back);

#endif
