/*
 * Writing a questionnaire as an Excel workbook: one sheet an officer fills in, and the hidden sheet
 * `_renkei` (A1:B5: survey, form, codebook, unit, synthetic; key in A, value in B, synthetic is 1
 * or blank) that says what it is. Every answer cell carries the workbook-scoped defined name
 * ANSWER_PREFIX + column name. Title, form and unit stand on the visible sheet too, in cells with a
 * name, so that a copy of the sheet, which keeps its names, knows without the hidden one what it
 * is. The same input gives the same bytes.
 */
#ifndef RENKEI_INGEST_FORM_WRITER_H
#define RENKEI_INGEST_FORM_WRITER_H

#include "common/codebook.h"

#include <stdbool.h>
#include <stdint.h>

#define FORM_HIDDEN_NAME "_renkei"
/* Not ANSWER_PREFIX: no column can have these names. */
#define FORM_MARK_SURVEY "u_survey" /* the codebook's title */
#define FORM_MARK_FORM "u_form"     /* form_subtitle() */
#define FORM_MARK_UNIT "u_unit"     /* the code */
/* The notice that the answers are synthetic; only these forms have it. */
#define FORM_MARK_SYNTHETIC "u_synthetic"

struct form_sheet {
    const struct codebook *codebook;
    const struct form *form;
    const char *unit;          /* code; shown and kept in the hidden sheet */
    const char *unit_name;     /* "北海道 札幌市"; "" without a frame */
    const char *const *values; /* per column of the form, NULL or NULL elements: blank. As in CSV:
                                  option code, "1" for a tick, a number, a text */
    const char *note;          /* a line above the instructions; NULL: none */
    bool synthetic;            /* says so on the sheet, in the header and in the properties */
};

/* Writes the workbook beside `path` and renames it when whole. Thread-safe. On false `error` (a
 * static text or strerror) says why. */
bool form_write(const struct form_sheet *sheet, const char *path, const char **error);

/* The line below the title: the year and the form. In the arena. */
const char *form_subtitle(struct arena *arena, const struct codebook *codebook,
                          const struct form *form);

/* ---- For form_template, which writes many forms of one kind ---- */

/* Where the cells stand that differ from unit to unit. */
struct form_cell {
    uint32_t row, column; /* from 0 */
};
struct form_outline {
    struct form_cell unit, name; /* on the sheet; the hidden sheet has the unit in B4 */
    struct form_cell *answers;   /* [column_count], the caller's */
};

/* As form_write(), with these cells left blank, and says where they are. Of the unit only counts
 * whether it has a name. */
bool form_write_outline(const struct form_sheet *sheet, const char *path,
                        struct form_outline *outline, const char **error);

/* The header on paper and the subject among the properties: they name the unit. In the arena. */
const char *form_paper_header(struct arena *arena, const struct form_sheet *sheet);
const char *form_subject(struct arena *arena, const struct form_sheet *sheet);

/* A folder for temporary files that certainly has room for a form; NULL if there is none. */
char *form_temporary_folder(void);

#endif
