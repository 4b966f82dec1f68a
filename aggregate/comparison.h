/*
 * Do the answers differ between the classes of a banner, and between which? As the key tests of
 * tables.yaml asks for; of valid answers, unweighted (docs/statistics.md). A test that cannot be
 * made says why instead.
 */
#ifndef RENKEI_AGGREGATE_COMPARISON_H
#define RENKEI_AGGREGATE_COMPARISON_H

#include "common/config.h"
#include "common/db.h"

#include <stdint.h>

/* Remarks, as they stand in the tables comparison and comparison_letter. */
#define REMARK_SAME_QUESTION "same_question" /* the banner divides by the item itself */
#define REMARK_SMALL_BASE "small_base"       /* fewer valid answers than smallest_base */
#define REMARK_ONE_CLASS "one_class"         /* all valid answers are in one class */
#define REMARK_ONE_ANSWER "one_answer"       /* all gave the same answer */
#define REMARK_NO_EXACT "no_exact"           /* small expected counts, but too many tables */
#define REMARK_NO_ANSWER "no_answer"         /* the class is one of 無回答 or 不明 */
#define REMARK_MANY_CLASSES "many_classes"   /* too many to compare all pairs */

enum {
    /* Pairs of so many classes, some 125,000, are looked at for every option. */
    COMPARED_CLASSES_LARGEST = 500,
    /* Cells of tables that an exact test may go through: some milliseconds. */
    EXACT_WORK = 200 * 1000,
};
/* The rule of W. G. Cochran, "Some methods for strengthening the common chi-square tests",
 * Biometrics 10 (1954), in its strict form: below it in any cell chi-square is not trusted. */
#define EXPECTED_SMALLEST 5.0

/* After the cells of the survey were stored, in the same transaction. Returns how many tests were
 * stored, 0 if none are asked for. */
int64_t comparisons_store(struct db *db, const struct config *config);

/* A, B, …, Z, AA, AB, …; room for LETTERS_SIZE bytes. */
enum { LETTERS_SIZE = 8 };
char *column_letters(char *buffer, size_t position);

#endif
