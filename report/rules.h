/*
 * Does a workbook or a CSV keep the rules of machine-readable tables (M…,
 * 総務省「統計表における機械判読 可能なデータの表記方法の統一ルール」, 2020-12, and what this
 * project asks of CSV) and those of accessible spreadsheets (A…, after the checklists of
 * statistical offices and WCAG 2.1)? Reads files only.
 *
 * CSV files and everything in a folder "tables" are data: every visible sheet is one table from row
 * 1. Other workbooks are presentations: the A rules hold for all visible sheets, the M rules for
 * those that are a flat table from row 1.
 */
#ifndef RENKEI_REPORT_RULES_H
#define RENKEI_REPORT_RULES_H

#include "common/arena.h"
#include "common/sheet_tables.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The order is that of the list in rules_list.c and of every output; ids never change. */
enum rule {
    RULE_FORMAT,
    RULE_ONE_DATUM,
    RULE_NUMERIC,
    RULE_DATA_MERGED,
    RULE_LAYOUT,
    RULE_REPEATED,
    RULE_HEADER_FIRST,
    RULE_HEADER_BLANK,
    RULE_HEADER_TWICE,
    RULE_FORMULA,
    RULE_OBJECT,
    RULE_UNIT,
    RULE_CHARACTER,
    RULE_YEAR,
    RULE_AREA_CODE,
    RULE_SYMBOL,
    RULE_GAP,
    RULE_DATA_ONE_TABLE,
    RULE_RECORD,
    RULE_QUOTED,
    RULE_TITLE_PROPERTY,
    RULE_AUTHOR_PROPERTY,
    RULE_LANGUAGE_PROPERTY,
    RULE_SHEET_NAME,
    RULE_CONTENTS,
    RULE_LINK,
    RULE_SHEET_TITLE,
    RULE_EMPTY_SHEET,
    RULE_ONE_TABLE,
    RULE_MERGED,
    RULE_HEADER,
    RULE_TABLE_GAP,
    RULE_ALT_TEXT,
    RULE_CHART_TITLE,
    RULE_PRINT_TITLES,
    RULE_PANES,
    RULE_CURSOR,
    RULE_COLOUR,
    RULE_COUNT,
};

/* The texts are marked with N_(). */
struct rule_words {
    const char *id; /* "M04" */
    const char *name;
    const char *remedy;
};
extern const struct rule_words rules_list[RULE_COUNT];

/* A place that breaks a rule; what is not known is "". In the arena of the result. */
struct breach {
    const char *sheet;
    const char *cell; /* "C12", also in a CSV, where blank lines count as rows */
    const char *value;
    struct breach *next;
};

/* The first places only; all are counted. */
enum { RULES_SHOWN = 5 };
struct verdict {
    bool applies;
    size_t count; /* places that break the rule */
    struct breach *first, *last;
};

struct rules_result {
    struct arena *arena;
    const char *file;  /* as it was named */
    const char *error; /* NULL, or why it could not be read: static, marked with N_(), or in the
                          arena */
    const char *error_part; /* the member of the workbook that is damaged; NULL */
    struct verdict verdicts[RULE_COUNT];
};

enum rules_kind { RULES_BY_FILE, RULES_DATA, RULES_PRESENTATION };

/* Which columns quote what others wrote: they keep their blanks, ① and units as typed. Names of
 * columns, commas between. */
#define RULES_VERBATIM \
    "raw,text,former_answer,answer,file,sheet,message,hint,reason,comment,原文,自由記述,備考"

struct rules_question {
    const char *path;
    const char *name; /* what to call it and to judge its ending by; NULL: `path` */
    enum rules_kind kind;
    const char *verbatim; /* more columns, as RULES_VERBATIM; NULL: none */
    size_t most_rows;     /* of a CSV that are read; 0: all */
};

/* Judges a file. False with `error` if it cannot be read; the verdicts then say nothing. */
bool rules_check(struct rules_result *result, struct arena *arena,
                 const struct rules_question *question);

/* Rules that are broken. */
size_t rules_broken(const struct rules_result *result);

/* Ends the program with STATUS_VERIFY, naming rule and cell, if one of our own files breaks a rule
 * or cannot be read. Of a long CSV only the beginning is judged, which costs a tenth of the whole:
 * its rows come from one loop, and their labels stand in the workbook too. */
void rules_require(const char *path, const char *name);

/* The same of a workbook that somebody reads anyway (common/book_compare.h), so that it is read
 * once: the beginning, all sheets in turn, the end. The arena, the name and the workbook must live
 * until then. NULL or false with the workbook's error. */
struct judgement;
struct judgement *rules_require_begin(struct arena *arena, struct xlsx *xlsx, const char *name);
bool rules_require_sheet(void *judgement, size_t sheet, const struct grid *grid);
void rules_require_end(struct judgement *judgement);

#endif
