#include "ingest/form_reader.h"

#include "common/frame.h"
#include "common/message.h"
#include "ingest/units.h"

#include <string.h>

/* ---- The hidden sheet ---- */

struct identity {
    struct arena *arena;
    const char *survey, *form, *unit, *synthetic;
    const char *key; /* of the row being read */
};

static bool read_identity(void *context, const struct xlsx_cell *cell)
{
    struct identity *identity = context;
    if (cell->column == 1) {
        identity->key = arena_copy(identity->arena, cell->text, cell->length);
        return true;
    }
    if (cell->column != 2 || !identity->key)
        return true;
    const char *value = arena_copy(identity->arena, cell->text, cell->length);
    if (strcmp(identity->key, "survey") == 0)
        identity->survey = value;
    else if (strcmp(identity->key, "form") == 0)
        identity->form = value;
    else if (strcmp(identity->key, "unit") == 0)
        identity->unit = value;
    else if (strcmp(identity->key, "synthetic") == 0)
        identity->synthetic = value;
    return true;
}

/* ---- The answers ---- */

/* Which column a cell answers: open addressing by position, at most half full. */
struct target {
    uint64_t position; /* sheet, row and column in one number; 0: empty */
    size_t column;
};

struct answer_cells {
    struct arena *arena;
    struct raw_answer *answers;
    struct target *targets;
    size_t mask;
    size_t sheet;
};

static uint64_t position_of(size_t sheet, uint32_t row, uint32_t column)
{
    return ((uint64_t)(sheet + 1) << 48) | ((uint64_t)row << 16) | column;
}

static struct target *target_at(const struct answer_cells *cells, uint64_t position)
{
    size_t at = (size_t)(position * UINT64_C(0x9E3779B97F4A7C15) >> 32) & cells->mask;
    while (cells->targets[at].position && cells->targets[at].position != position)
        at = (at + 1) & cells->mask;
    return &cells->targets[at];
}

/* Finds the cell of every column; the names of other columns are passed over. False if there is
 * none at all: what lost its names must not count as a form left blank. */
static bool locate_answers(struct answer_cells *cells, const struct form *form,
                           const struct xlsx *xlsx)
{
    size_t size = 16;
    while (size < 2 * xlsx->name_count)
        size *= 2;
    cells->mask = size - 1;
    cells->targets = arena_array(cells->arena, size, sizeof *cells->targets);
    cells->answers = arena_array(cells->arena, form->column_count, sizeof *cells->answers);
    for (size_t i = 0; i < form->column_count; i++)
        cells->answers[i].missing = true;
    size_t found = 0;
    for (size_t i = 0; i < xlsx->name_count; i++) {
        const struct xlsx_name *name = &xlsx->names[i];
        const struct column *column =
            strncmp(name->name, "a_", 2) == 0 ? form_column(form, name->name + 2) : NULL;
        if (!column)
            continue;
        size_t index = (size_t)(column - form->columns);
        uint64_t position = position_of(name->sheet, name->row, name->column);
        *target_at(cells, position) = (struct target){.position = position, .column = index};
        cells->answers[index].missing = false;
        cells->answers[index].row = name->row;
        cells->answers[index].column = name->column;
        found++;
    }
    return found > 0;
}

static bool read_answer_cell(void *context, const struct xlsx_cell *cell)
{
    struct answer_cells *cells = context;
    const struct target *target =
        target_at(cells, position_of(cells->sheet, cell->row, cell->column));
    if (!target->position)
        return true;
    struct raw_answer *answer = &cells->answers[target->column];
    answer->text = arena_copy(cells->arena, cell->text, cell->length);
    answer->numeric = cell->kind == XLSX_NUMBER;
    answer->error = cell->kind == XLSX_ERROR;
    return true;
}

/* Reads every sheet that holds answers; the first one's name stands in the findings. */
static bool read_answers(struct answer_cells *cells, struct xlsx *xlsx, const char **sheet)
{
    for (size_t i = 0; i < xlsx->sheet_count; i++) {
        bool used = false;
        for (size_t j = 0; j < xlsx->name_count && !used; j++)
            used = xlsx->names[j].sheet == i && strncmp(xlsx->names[j].name, "a_", 2) == 0;
        if (!used)
            continue;
        if (!**sheet)
            *sheet = xlsx->sheets[i].name;
        cells->sheet = i;
        if (!xlsx_read_sheet(xlsx, i, read_answer_cell, cells))
            return false;
    }
    return true;
}

/* ---- The file ---- */

struct reading {
    struct batch *batch;
    struct origin origin;
    struct xlsx *xlsx;
    const struct form *form;
};

static void reject(struct reading *reading, enum finding_code code, const char *raw,
                   const char *extra)
{
    struct finding finding = {
        .code = code, .raw = raw ? raw : "", .extra = extra, .sheet = "", .cell = ""};
    batch_reject(reading->batch, &reading->origin, reading->form, NULL, &finding);
}

static const char *form_list(struct arena *arena, const struct codebook *codebook)
{
    const char *list = "";
    for (size_t i = 0; i < codebook->form_count; i++)
        list = arena_printf(arena, "%s%s%s", list, i ? "、" : "", codebook->forms[i].id);
    return list;
}

/* The form it is, and that it is this survey's. */
static bool recognise(struct reading *reading, const struct identity *identity)
{
    const struct codebook *codebook = &reading->origin.config->codebook;
    if (!identity->survey || !identity->form) {
        reject(reading, FINDING_NO_FORM, "", "");
    } else if (strcmp(identity->survey, codebook->survey) != 0) {
        reject(reading, FINDING_OTHER_SURVEY, identity->survey, codebook->survey);
    } else if (!(reading->form = codebook_form(codebook, identity->form))) {
        reject(reading, FINDING_UNKNOWN_FORM, identity->form,
               form_list(&reading->batch->arena, codebook));
    } else {
        return true;
    }
    return false;
}

static bool find_unit(struct reading *reading, const char *typed, struct unit_match *match)
{
    struct arena *arena = &reading->batch->arena;
    typed = typed ? typed : "";
    *match = reading->form->frame
                 ? unit_find_in_file(arena, reading->form->frame, typed, reading->origin.file)
                 : unit_any(arena, typed);
    if (match->result != UNIT_FOUND)
        reject(reading, match->finding, typed, match->candidates);
    return match->result == UNIT_FOUND;
}

/* What the name of the file says about the unit, if there is something to say. */
static const struct finding *about_unit(struct arena *arena, const struct unit_match *match)
{
    struct finding *finding = arena_alloc(arena, sizeof *finding);
    *finding = (struct finding){.code = match->finding,
                                .raw = match->raw,
                                .extra = match->candidates,
                                .sheet = "",
                                .cell = ""};
    return match->finding == FINDING_NONE ? NULL : finding;
}

static void read_workbook(struct reading *reading)
{
    struct arena *arena = &reading->batch->arena;
    struct xlsx *xlsx = reading->xlsx;
    struct identity identity = {.arena = arena};
    size_t hidden = xlsx_find_sheet(xlsx, "_renkei");
    if (hidden != SIZE_MAX && !xlsx_read_sheet(xlsx, hidden, read_identity, &identity)) {
        reject(reading, FINDING_UNREADABLE, "", xlsx->error);
        return;
    }
    reading->origin.synthetic = identity.synthetic && *identity.synthetic;
    struct unit_match match;
    if (!recognise(reading, &identity) || !find_unit(reading, identity.unit, &match))
        return;
    struct answer_cells cells = {.arena = arena};
    struct submission submission = {.form = reading->form, .unit = match.unit, .sheet = ""};
    if (!locate_answers(&cells, reading->form, xlsx)) {
        reject(reading, FINDING_UNREADABLE, "", N_("its answer cells have lost their names"));
        return;
    }
    if (!read_answers(&cells, xlsx, &submission.sheet)) {
        reject(reading, FINDING_UNREADABLE, "", xlsx->error);
        return;
    }
    submission.answers = cells.answers;
    submission.about = about_unit(arena, &match);
    batch_accept(reading->batch, &reading->origin, &submission, match.code);
}

void form_reader_read(struct batch *batch, struct xlsx *xlsx, const struct origin *origin,
                      const void *bytes, size_t length)
{
    struct reading reading = {.batch = batch, .origin = *origin, .xlsx = xlsx};
    if (xlsx_open(xlsx, &batch->arena, bytes, length))
        read_workbook(&reading);
    else
        reject(&reading, FINDING_UNREADABLE, "", xlsx->error);
}
