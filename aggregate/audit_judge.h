/*
 * Verdicts on published tables, from nothing but what is printed: can each percentage come from n,
 * can a whole row come from one set of counts, do two places agree? Exact; what would take too much
 * work is left undecided and said to be.
 */
#ifndef RENKEI_AGGREGATE_AUDIT_JUDGE_H
#define RENKEI_AGGREGATE_AUDIT_JUDGE_H

#include "aggregate/audit_table.h"

/* A cell that is printed in more places is compared with so many of those before it. */
enum { AUDIT_MOST_PLACES = 64 };

/* Cells looked at while bases are tried, all rows together: some seconds. Rows that come after it
 * are left undecided where they need another n. */
#define AUDIT_WORK (INT64_C(100) * 1000 * 1000)

struct audit {
    struct arena *arena;
    struct audit_table table;
    int64_t largest_base; /* tried in search of one that fits */
    size_t most_runs;     /* of such bases that are listed */
    bool brief;           /* the report leaves out rows that are possible */
    bool japanese;        /* texts are Japanese, whatever the language of the program */
    int64_t work;         /* done */
};

/* Fills the results of all cells and items of a table that was read without mistakes. */
void audit_judge(struct audit *audit);

/* The worst of the item's remarks and its cells'. */
enum audit_verdict audit_item_verdict(const struct audit_item *item);
enum audit_verdict audit_verdict_of(const struct audit_remarks *remarks);

/* ---- Texts ---- */

/* A text marked with N_() in the language of the output. */
const char *audit_say(const struct audit *audit, const char *text) __attribute__((format_arg(2)));

/* "68.9%", in the decimals of the item. */
const char *audit_percent(const struct audit *audit, const struct audit_item *item, int64_t units);

/* "29/38 76.3%", as far as printed. */
const char *audit_print(const struct audit *audit, const struct audit_cell *cell);

/* The printed percentage in units of the item's last decimal; -1: not printed. */
int64_t audit_units(const struct audit_cell *cell);

/* The sum of the printed percentages, in the same units. */
int64_t audit_sum(const struct audit_item *item);

/* The base that holds for a cell: its own or its row's; -1: unknown. */
int64_t audit_base(const struct audit_cell *cell);

/* ---- Between the judges ---- */

/* `remark` without next; its texts live in the arena or are static. */
void audit_add(const struct audit *audit, struct audit_remarks *remarks,
               struct audit_remark remark);

/* The row as a problem, with the kind of its answers. */
struct feasible_row audit_row(const struct audit *audit, const struct audit_item *item);

/* Do two or more percentages of the item sum to 100, as far as rounding allows? */
bool audit_sums(const struct audit_item *item);

/* n is not known: which could it be? */
void audit_judge_unknown_base(struct audit *audit, struct audit_item *item);
/* The row does not fit its n: which would, and is it the number of answers? */
void audit_find_other_base(struct audit *audit, struct audit_item *item);
/* The same cell in several places, and rows that were copied. */
void audit_judge_places(struct audit *audit);

#endif
