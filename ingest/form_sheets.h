/*
 * Which sheets of a workbook are filled-in forms. People copy sheets within a workbook and from one
 * into another, rename and hide them, and keep notes beside them: what has names of answer cells is
 * a form; what has lost them all but still has a form's texts is one too, and is told from notes by
 * comparing it with a sheet that kept its names.
 */
#ifndef RENKEI_INGEST_FORM_SHEETS_H
#define RENKEI_INGEST_FORM_SHEETS_H

#include "ingest/form_cells.h"

#include <stdbool.h>
#include <stddef.h>

/* True if the sheet says what the file is, or is a copy of one that does: _renkei (2). */
bool form_sheet_is_hidden(const char *name);

/* `apart`: two of the sheets have an answer or a mark in common, each is a form of its own; else
 * they are one form, parts of which were moved. */
struct form_sheets {
    bool *named; /* per sheet: it has names of answers of any form of the survey, or of marks */
    size_t count;
    bool apart;
};

void form_sheets_find(struct form_sheets *sheets, struct arena *arena,
                      const struct codebook *codebook, const struct xlsx *xlsx);

/* The texts of a form beside its answers: what is printed on every copy. */
struct form_texts {
    const struct form_cells *model;
    size_t sheet;
    size_t count;
    struct place_table places; /* to the hash of the text there */
    struct place_table hashes;
};

/* Reads them from a sheet with all its names; false: xlsx->error. */
bool form_texts_read(struct form_texts *texts, struct arena *arena, struct xlsx *xlsx,
                     const struct form_cells *model, size_t sheet);

enum sheet_likeness {
    SHEET_UNLIKE, /* something else */
    SHEET_ALIKE,  /* many of the texts, but not in their places: rows were moved or changed */
    SHEET_SAME,   /* the texts stand in their places, so do the answers */
};

/* What the sheet is; SHEET_UNLIKE too if it cannot be read. */
enum sheet_likeness form_texts_compare(const struct form_texts *texts, struct xlsx *xlsx,
                                       size_t sheet);

#endif
