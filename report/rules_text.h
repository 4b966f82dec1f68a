/*
 * What one text of a table is, seen by a program that wants to compute with it. Pure; knows no
 * column. Texts are valid UTF-8.
 */
#ifndef RENKEI_REPORT_RULES_TEXT_H
#define RENKEI_REPORT_RULES_TEXT_H

#include <stdbool.h>
#include <stddef.h>

enum text_class {
    TEXT_PLAIN,     /* words */
    TEXT_NUMBER,    /* 1183, -2.5, 1e-7 */
    TEXT_DECORATED, /* 1,183  68.9％  ▲3  １２  n=38  30人 */
    TEXT_COMPOUND,  /* 1,183 (68.9%)  12/38 */
    TEXT_SYMBOL,    /* － … ・ x *** NA */
};

struct text_traits {
    enum text_class class;
    bool spaced;       /* spaces or line breaks that are there for the eye */
    bool dependent;    /* ①, Ⅰ, ㈱, private characters */
    bool era;          /* a time in the Japanese calendar alone: 令和3年度 */
    bool leading_zero; /* digits that begin with a zero: "01" */
    unsigned digits;   /* how many, if it is digits and nothing else; 0 otherwise */
    enum { AREA_NONE, AREA_FULL, AREA_SHORT } area; /* 青森県, 青森 */
    bool municipality;                              /* ends with 市, 区, 町 or 村 */
};

struct text_traits text_look(const char *text, size_t length);

/* Does the name of a column say its unit: "人口（人）", "回収率", "count"? */
bool text_names_unit(const char *header);
/* Is it computed from others and has their unit: "low", "difference"? */
bool text_is_derived(const char *header);
/* Is it a share, in percent or as a rate? */
bool text_is_share(const char *header);
/* Is it the name of a unit column: 単位, unit? */
bool text_is_unit_column(const char *header);
/* Does it say that the column holds codes or numbers that name something: コード, id, 番号, 年? */
bool text_names_code(const char *header);

/* Is `name` in a list with commas between? */
bool text_in_list(const char *list, const char *name);

/* Does a program give sheets this name: Sheet1, Tabelle2, グラフ1? */
bool text_is_default_sheet(const char *name);

#endif
