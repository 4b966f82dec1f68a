#include "ingest/form_sheets.h"

#include "ingest/form_writer.h"

#include <string.h>

/* More than any form has; what stands behind is not compared. */
enum { TEXTS_MOST = 8192 };
/* In tenths of all texts: from how many of them, wherever they stand, a sheet looks like a form;
 * and how many must be in their places if none is anywhere else. The rest are notes that somebody
 * wrote on the model. */
enum { ALIKE_TENTHS = 5, SAME_TENTHS = 9 };

bool form_sheet_is_hidden(const char *name)
{
    static const char hidden[] = FORM_HIDDEN_NAME;
    size_t length = sizeof hidden - 1;
    return strncmp(name, hidden, length) == 0 && (!name[length] || name[length] == ' ');
}

/* ---- Names ---- */

static bool is_of_form(const char *name)
{
    static const char prefix[] = ANSWER_PREFIX;
    return strncmp(name, prefix, sizeof prefix - 1) == 0 || form_mark_named(name) < MARK_COUNT;
}

/* The sheet all names of answers and marks are on, SIZE_MAX if there are several or none. */
static size_t only_sheet(const struct xlsx *xlsx)
{
    size_t sheet = SIZE_MAX;
    for (size_t i = 0; i < xlsx->name_count; i++) {
        const struct xlsx_name *name = &xlsx->names[i];
        if (name->sheet == sheet || !is_of_form(name->name))
            continue;
        if (sheet != SIZE_MAX)
            return SIZE_MAX;
        sheet = name->sheet;
    }
    return sheet;
}

/* Enters the names of one form; `owners` are the sheets of its cells, counted from 1. */
static void find_for_form(struct form_sheets *sheets, struct arena *arena, const struct form *form,
                          const struct xlsx *xlsx)
{
    size_t *owners = arena_array(arena, form->column_count + MARK_COUNT, sizeof *owners);
    for (size_t i = 0; i < xlsx->name_count; i++) {
        const struct xlsx_name *name = &xlsx->names[i];
        size_t cell = is_of_form(name->name) ? form_cell_named(form, name->name) : SIZE_MAX;
        if (cell == SIZE_MAX)
            continue;
        sheets->count += !sheets->named[name->sheet];
        sheets->named[name->sheet] = true;
        sheets->apart |= owners[cell] && owners[cell] != name->sheet + 1;
        owners[cell] = name->sheet + 1;
    }
}

void form_sheets_find(struct form_sheets *sheets, struct arena *arena,
                      const struct codebook *codebook, const struct xlsx *xlsx)
{
    *sheets = (struct form_sheets){.named = arena_array(arena, xlsx->sheet_count, sizeof(bool))};
    size_t only = only_sheet(xlsx);
    if (only != SIZE_MAX) {
        sheets->named[only] = true;
        sheets->count = 1;
        return;
    }
    for (size_t i = 0; i < codebook->form_count; i++)
        find_for_form(sheets, arena, &codebook->forms[i], xlsx);
}

/* ---- Texts ---- */

/* FNV-1a, 64 bits; never 0. */
static uint64_t hash_of(const struct xlsx_cell *cell)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < cell->length; i++)
        hash = (hash ^ (unsigned char)cell->text[i]) * UINT64_C(1099511628211);
    return hash ? hash : 1;
}

/* A text that is the same on every copy: no answer, and not in the row of the unit. */
static bool is_fixed(const struct form_texts *texts, const struct xlsx_cell *cell)
{
    const struct form_cells *model = texts->model;
    const struct raw_answer *unit = &model->answers[model->form->column_count + MARK_UNIT];
    return cell->kind == XLSX_TEXT && (unit->missing || cell->row != unit->row) &&
           place_find(&model->places, place_of(texts->sheet, cell->row, cell->column)) == SIZE_MAX;
}

/* 64 bits that tell places of one sheet apart. */
static uint64_t place_in_sheet(const struct xlsx_cell *cell)
{
    return place_of(0, cell->row, cell->column);
}

static bool read_text(void *context, const struct xlsx_cell *cell)
{
    struct form_texts *texts = context;
    if (!is_fixed(texts, cell))
        return true;
    place_put(&texts->places, place_in_sheet(cell), (size_t)hash_of(cell));
    place_put(&texts->hashes, hash_of(cell), 0);
    return ++texts->count < TEXTS_MOST;
}

bool form_texts_read(struct form_texts *texts, struct arena *arena, struct xlsx *xlsx,
                     const struct form_cells *model, size_t sheet)
{
    *texts = (struct form_texts){.model = model, .sheet = sheet};
    place_table_init(&texts->places, arena, TEXTS_MOST);
    place_table_init(&texts->hashes, arena, TEXTS_MOST);
    return xlsx_read_sheet(xlsx, sheet, read_text, texts);
}

struct comparison {
    const struct form_texts *texts;
    size_t same, displaced;
};

static bool compare_text(void *context, const struct xlsx_cell *cell)
{
    struct comparison *comparison = context;
    const struct form_texts *texts = comparison->texts;
    if (!is_fixed(texts, cell))
        return true;
    size_t there = place_find(&texts->places, place_in_sheet(cell));
    if (there == (size_t)hash_of(cell))
        comparison->same++;
    else if (there != SIZE_MAX || place_find(&texts->hashes, hash_of(cell)) != SIZE_MAX)
        comparison->displaced++;
    return true;
}

enum sheet_likeness form_texts_compare(const struct form_texts *texts, struct xlsx *xlsx,
                                       size_t sheet)
{
    struct comparison comparison = {.texts = texts};
    if (!texts->count || !xlsx_read_sheet(xlsx, sheet, compare_text, &comparison))
        return SHEET_UNLIKE;
    if (!comparison.displaced && comparison.same * 10 >= texts->count * SAME_TENTHS)
        return SHEET_SAME;
    bool alike = (comparison.same + comparison.displaced) * 10 >= texts->count * ALIKE_TENTHS;
    return alike ? SHEET_ALIKE : SHEET_UNLIKE;
}
