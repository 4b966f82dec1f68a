#include "ingest/form_reader.h"

#include "common/frame.h"
#include "common/message.h"
#include "common/query_form.h"
#include "ingest/form_cells.h"
#include "ingest/form_sheets.h"
#include "ingest/form_writer.h"
#include "ingest/query_reader.h"
#include "ingest/units.h"

#include <string.h>

/* ---- The hidden sheet ---- */

struct identity {
    struct arena *arena;
    const char *survey, *form, *unit, *synthetic;
    const char *query, *query_items; /* of a query that came back */
    const char *key;                 /* of the row being read */
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
    else if (strcmp(identity->key, QUERY_KEY) == 0)
        identity->query = value;
    else if (strcmp(identity->key, QUERY_ITEMS_KEY) == 0)
        identity->query_items = value;
    return true;
}

/* The first of the hidden sheets; one that was moved here with its form is "_renkei (2)". Every
 * one of them may say that its answers are synthetic. */
static bool read_hidden(struct identity *identity, struct xlsx *xlsx)
{
    for (size_t i = 0; i < xlsx->sheet_count; i++) {
        struct identity other = {.arena = identity->arena};
        if (!form_sheet_is_hidden(xlsx->sheets[i].name))
            continue;
        if (!xlsx_read_sheet(xlsx, i, read_identity, &other))
            return false;
        const char *synthetic = other.synthetic && *other.synthetic ? other.synthetic : NULL;
        if (!identity->survey)
            *identity = other;
        if (synthetic)
            identity->synthetic = synthetic;
    }
    return true;
}

/* The notice on a sheet says it too, which stays when the hidden sheet is lost. */
static bool shows_synthetic(const struct xlsx *xlsx)
{
    for (size_t i = 0; i < xlsx->name_count; i++)
        if (strcmp(xlsx->names[i].name, FORM_MARK_SYNTHETIC) == 0)
            return true;
    return false;
}

/* ---- The file ---- */

struct reading {
    struct batch *batch;
    struct origin origin;
    struct xlsx *xlsx;
    const struct form *form;
    struct identity identity;
};

static const char *sheet_of(const struct reading *reading)
{
    return reading->origin.sheet ? reading->origin.sheet : "";
}

static void reject_at(struct reading *reading, struct finding finding)
{
    batch_reject(reading->batch, &reading->origin, reading->form, NULL, &finding);
}

static void reject(struct reading *reading, enum finding_code code, const char *raw,
                   const char *extra)
{
    reject_at(reading, (struct finding){.code = code,
                                        .raw = raw ? raw : "",
                                        .extra = extra,
                                        .sheet = sheet_of(reading),
                                        .cell = ""});
}

static void reject_unreadable(struct reading *reading)
{
    reject(reading, FINDING_UNREADABLE, "", reading->xlsx->error);
}

/* ---- The form ---- */

static const char *form_list(struct arena *arena, const struct codebook *codebook)
{
    const char *list = "";
    for (size_t i = 0; i < codebook->form_count; i++)
        list = arena_printf(arena, "%s%s%s", list, i ? "、" : "", codebook->forms[i].id);
    return list;
}

/* By what the hidden sheet says: the form it is, and that it is this survey's. */
static bool recognise_hidden(struct reading *reading)
{
    const struct codebook *codebook = &reading->origin.config->codebook;
    const struct identity *identity = &reading->identity;
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

static const struct form *form_with_subtitle(struct reading *reading, const char *subtitle)
{
    const struct codebook *codebook = &reading->origin.config->codebook;
    struct arena *arena = &reading->batch->arena;
    for (size_t i = 0; i < codebook->form_count; i++)
        if (strcmp(form_subtitle(arena, codebook, &codebook->forms[i]), subtitle) == 0)
            return &codebook->forms[i];
    return NULL;
}

/* By what the sheet itself shows, which its copies keep. */
static bool recognise_sheet(struct reading *reading, size_t sheet)
{
    static const struct form no_form = {0};
    struct form_cells marks;
    const char *title = reading->origin.config->codebook.title;
    form_cells_locate(&marks, &reading->batch->arena, &no_form, reading->xlsx, sheet);
    if (!form_cells_read(&marks, reading->xlsx)) {
        reject_unreadable(reading);
        return false;
    }
    const char *survey = form_cells_mark(&marks, MARK_SURVEY);
    if (!*survey)
        return recognise_hidden(reading);
    if (strcmp(survey, title) != 0) {
        reject(reading, FINDING_OTHER_SURVEY, survey, reading->origin.config->codebook.survey);
        return false;
    }
    reading->form = form_with_subtitle(reading, form_cells_mark(&marks, MARK_FORM));
    return reading->form || recognise_hidden(reading);
}

/* ---- The unit ---- */

static struct unit_match match_unit(struct reading *reading, const char *typed, const char *name)
{
    struct arena *arena = &reading->batch->arena;
    return reading->form->frame ? unit_find_in_file(arena, reading->form->frame, typed, name)
                                : unit_any(arena, typed);
}

/* Names the cell of the unit, if what is refused stands there. */
static void reject_unit(struct reading *reading, const struct form_cells *cells,
                        enum finding_code code, const char *raw, const char *extra)
{
    struct finding finding = {
        .code = code, .raw = raw, .extra = extra, .sheet = sheet_of(reading), .cell = ""};
    size_t mark = cells->form->column_count + MARK_UNIT;
    const struct raw_answer *answer = &cells->answers[mark];
    char cell[16];
    if (!answer->missing && strcmp(form_cells_mark(cells, MARK_UNIT), raw) == 0) {
        finding.sheet = reading->xlsx->sheets[cells->sheets[mark]].name;
        finding.cell =
            arena_strdup(&reading->batch->arena, xlsx_cell_name(cell, answer->row, answer->column));
    }
    reject_at(reading, finding);
}

/* The code on the sheet and the one on the hidden sheet are the same in a form as it went out. True
 * if one of them counts, *typed; false if they are two units. */
static bool agree_on_unit(struct reading *reading, const struct form_cells *cells,
                          const char **typed)
{
    struct arena *arena = &reading->batch->arena;
    const char *shown = form_cells_mark(cells, MARK_UNIT);
    const char *hidden = reading->identity.unit ? reading->identity.unit : "";
    *typed = *hidden ? hidden : shown;
    if (!*hidden || !*shown || strcmp(hidden, shown) == 0)
        return true;
    struct unit_match by_shown = match_unit(reading, shown, "");
    struct unit_match by_hidden = match_unit(reading, hidden, "");
    if (by_hidden.result != UNIT_FOUND)
        *typed = shown;
    if (by_shown.result != UNIT_FOUND || by_hidden.result != UNIT_FOUND ||
        strcmp(by_shown.code, by_hidden.code) == 0)
        return true;
    reject_unit(reading, cells, FINDING_HIDDEN_UNIT, shown,
                arena_printf(arena, "%s → %s", by_shown.code, by_hidden.code));
    return false;
}

static bool is_found(struct reading *reading, const struct form_cells *cells, const char *typed,
                     const struct unit_match *match)
{
    if (match->result != UNIT_FOUND)
        reject_unit(reading, cells, match->finding, typed, match->candidates);
    return match->result == UNIT_FOUND;
}

/* What is said of the name of a file, said of the name of a sheet. */
static enum finding_code of_sheet(enum finding_code code)
{
    switch (code) {
    case FINDING_FILE_NAME:
        return FINDING_SHEET_NAME;
    case FINDING_UNIT_BY_FILE:
        return FINDING_UNIT_BY_SHEET;
    case FINDING_UNKNOWN_UNIT_FILE:
        return FINDING_UNKNOWN_UNIT_SHEET;
    default:
        return code;
    }
}

/* What the name of the file or sheet says about the unit, if there is something to say. */
static const struct finding *about_unit(const struct reading *reading,
                                        const struct unit_match *match)
{
    struct finding *finding = arena_alloc(&reading->batch->arena, sizeof *finding);
    *finding = (struct finding){.code = match->finding,
                                .raw = match->raw,
                                .extra = match->candidates,
                                .sheet = sheet_of(reading),
                                .cell = ""};
    return match->finding == FINDING_NONE ? NULL : finding;
}

static void accept(struct reading *reading, const struct form_cells *cells,
                   const struct unit_match *match, const char *sheet)
{
    struct submission submission = {
        .form = reading->form,
        .unit = match->unit,
        .sheet = sheet,
        .answers = cells->answers,
        .about = about_unit(reading, match),
    };
    batch_accept(reading->batch, &reading->origin, &submission, match->code);
}

/* ---- A file with one form ---- */

/* The first sheet with answers: its name stands in the findings. */
static const char *first_sheet(const struct form_cells *cells, const struct xlsx *xlsx)
{
    size_t first = SIZE_MAX;
    for (size_t i = 0; i < cells->form->column_count; i++)
        if (!cells->answers[i].missing && cells->sheets[i] < first)
            first = cells->sheets[i];
    return first == SIZE_MAX ? "" : xlsx->sheets[first].name;
}

static void read_form(struct reading *reading, struct form_cells *cells)
{
    struct xlsx *xlsx = reading->xlsx;
    const char *typed;
    if (!cells->found) {
        reject(reading, FINDING_UNREADABLE, "", N_("its answer cells have lost their names"));
        return;
    }
    if (!form_cells_read(cells, xlsx)) {
        reject_unreadable(reading);
        return;
    }
    if (!agree_on_unit(reading, cells, &typed))
        return;
    struct unit_match match = match_unit(reading, typed, reading->origin.file);
    if (is_found(reading, cells, typed, &match))
        accept(reading, cells, &match, first_sheet(cells, xlsx));
}

/* ---- A file with a form on each of several sheets ---- */

/* A sheet with names of which this part is lost is no form left blank. */
enum { FOUND_LEAST_PERCENT = 50 };

struct sheets {
    struct reading *reading;
    const struct form_sheets *named;
    enum sheet_likeness *likeness;    /* of those without names */
    const struct form_cells **models; /* whose places they have */
    bool any;
};

/* The same content has the same hash, wherever the sheet stands and whatever the others hold. */
static void hash_content(struct reading *reading, const struct form_cells *cells, const char *unit)
{
    struct str content = {0};
    const struct form *form = reading->form;
    str_appendf(&content, "%s%c%s%c", form->id, 0, unit, 0);
    for (size_t i = 0; i < form->column_count; i++) {
        const struct raw_answer *answer = &cells->answers[i];
        char kind = answer->missing ? 'm' : answer->error ? 'e' : answer->numeric ? 'n' : 't';
        str_appendf(&content, "%s%c%c%d%s%c", form->columns[i].name, 0, kind, answer->joined,
                    answer->text ? answer->text : "", 0);
    }
    sha256_of(reading->origin.sha256, NULL, str_text(&content), content.length);
    str_release(&content);
}

static void read_sheet_form(struct reading *reading, struct form_cells *cells)
{
    if (!form_cells_read(cells, reading->xlsx)) {
        reject_unreadable(reading);
        return;
    }
    const char *typed = form_cells_mark(cells, MARK_UNIT);
    struct unit_match match = match_unit(reading, typed, sheet_of(reading));
    match.finding = of_sheet(match.finding);
    if (!is_found(reading, cells, typed, &match))
        return;
    hash_content(reading, cells, match.code);
    accept(reading, cells, &match, sheet_of(reading));
}

static bool has_enough(const struct form_cells *cells)
{
    return cells->found * 100 >= cells->form->column_count * FOUND_LEAST_PERCENT;
}

/* `cells_on`: that sheet, or FORM_ANY_SHEET. */
static void read_named_sheet(struct reading *reading, size_t sheet, size_t cells_on)
{
    struct form_cells cells;
    if (!recognise_sheet(reading, sheet))
        return;
    form_cells_locate(&cells, &reading->batch->arena, reading->form, reading->xlsx, cells_on);
    if (has_enough(&cells))
        read_sheet_form(reading, &cells);
    else
        reject(reading, FINDING_SHEET_NOT_READ, "", "");
}

static void read_copy(struct reading *reading, const struct form_cells *model, size_t sheet)
{
    struct form_cells cells;
    reading->form = model->form;
    form_cells_locate_as(&cells, model, sheet);
    read_sheet_form(reading, &cells);
}

/* ---- Sheets without names ---- */

/* The form most of whose columns have a cell on this sheet; false if it is no model for others. */
static bool find_model(const struct sheets *sheets, size_t sheet, struct form_cells *model)
{
    const struct codebook *codebook = &sheets->reading->origin.config->codebook;
    struct form_cells cells;
    *model = (struct form_cells){0};
    for (size_t i = 0; i < codebook->form_count; i++) {
        form_cells_locate(&cells, &sheets->reading->batch->arena, &codebook->forms[i],
                          sheets->reading->xlsx, sheet);
        if (has_enough(&cells) && cells.found > model->found)
            *model = cells;
    }
    return model->found > 0;
}

static void compare_with(struct sheets *sheets, const struct form_cells *model, size_t model_sheet)
{
    struct xlsx *xlsx = sheets->reading->xlsx;
    struct form_texts texts;
    if (!form_texts_read(&texts, &sheets->reading->batch->arena, xlsx, model, model_sheet))
        return;
    for (size_t i = 0; i < xlsx->sheet_count; i++) {
        if (sheets->named->named[i] || form_sheet_is_hidden(xlsx->sheets[i].name))
            continue;
        enum sheet_likeness likeness = form_texts_compare(&texts, xlsx, i);
        if (likeness <= sheets->likeness[i])
            continue;
        sheets->likeness[i] = likeness;
        sheets->models[i] = model;
        sheets->any = true;
    }
}

/* Finds the sheets that lost their names by comparing them with a sheet of each form that has them.
 * Nearly all files have no other sheets. */
static void find_copies(struct sheets *sheets, const struct form_sheets *named)
{
    const struct codebook *codebook = &sheets->reading->origin.config->codebook;
    const struct xlsx *xlsx = sheets->reading->xlsx;
    struct arena *arena = &sheets->reading->batch->arena;
    bool *compared = arena_array(arena, codebook->form_count, sizeof *compared);
    size_t others = 0;
    sheets->named = named;
    for (size_t i = 0; i < xlsx->sheet_count; i++)
        others += !named->named[i] && !form_sheet_is_hidden(xlsx->sheets[i].name);
    sheets->likeness = arena_array(arena, xlsx->sheet_count, sizeof *sheets->likeness);
    sheets->models = arena_array(arena, xlsx->sheet_count, sizeof *sheets->models);
    for (size_t i = 0; others && i < xlsx->sheet_count; i++) {
        struct form_cells *model = arena_alloc(arena, sizeof *model);
        if (!named->named[i] || !find_model(sheets, i, model))
            continue;
        if (!compared[model->form - codebook->forms])
            compare_with(sheets, model, i);
        compared[model->form - codebook->forms] = true;
    }
}

/* ---- A query that came back ---- */

static void read_query(struct reading *reading)
{
    if (!recognise_hidden(reading))
        return;
    const struct query_identity identity = {.form = reading->form,
                                            .unit = reading->identity.unit,
                                            .number = reading->identity.query,
                                            .items = reading->identity.query_items};
    query_reader_read(reading->batch, reading->xlsx, &reading->origin, &identity);
}

/* ---- The workbook ---- */

/* The first sheet with names; 0 if there is none. */
static size_t first_named(const struct form_sheets *named, const struct xlsx *xlsx)
{
    for (size_t i = 0; i < xlsx->sheet_count; i++)
        if (named->named[i])
            return i;
    return 0;
}

static void read_sheets(const struct sheets *sheets)
{
    const struct form_sheets *named = sheets->named;
    const struct reading *whole = sheets->reading;
    const struct xlsx *xlsx = whole->xlsx;
    for (size_t i = 0; i < xlsx->sheet_count; i++) {
        struct reading reading = *whole;
        reading.origin.ordinal = (int32_t)i + 1;
        reading.origin.sheet = xlsx->sheets[i].name;
        if (named->named[i] && named->apart)
            read_named_sheet(&reading, i, i);
        else if (named->named[i] && i == first_named(named, xlsx))
            read_named_sheet(&reading, i, FORM_ANY_SHEET);
        else if (sheets->likeness[i] == SHEET_SAME)
            read_copy(&reading, sheets->models[i], i);
        else if (sheets->likeness[i] == SHEET_ALIKE)
            reject(&reading, FINDING_SHEET_NOT_READ, "", "");
    }
}

static void read_only_form(struct reading *reading, const struct form_sheets *named)
{
    struct form_cells cells;
    bool by_sheet = !reading->identity.survey && named->count > 0;
    if (!(by_sheet ? recognise_sheet(reading, first_named(named, reading->xlsx))
                   : recognise_hidden(reading)))
        return;
    form_cells_locate(&cells, &reading->batch->arena, reading->form, reading->xlsx, FORM_ANY_SHEET);
    read_form(reading, &cells);
}

static void read_workbook(struct reading *reading)
{
    struct arena *arena = &reading->batch->arena;
    struct xlsx *xlsx = reading->xlsx;
    struct form_sheets named;
    struct sheets sheets = {.reading = reading};
    reading->identity.arena = arena;
    if (!read_hidden(&reading->identity, xlsx)) {
        reject_unreadable(reading);
        return;
    }
    reading->origin.synthetic = reading->identity.synthetic != NULL || shows_synthetic(xlsx);
    if (reading->identity.query) {
        read_query(reading);
        return;
    }
    form_sheets_find(&named, arena, &reading->origin.config->codebook, xlsx);
    find_copies(&sheets, &named);
    if (named.apart || sheets.any)
        read_sheets(&sheets);
    else
        read_only_form(reading, &named);
}

void form_reader_read(struct batch *batch, struct xlsx *xlsx, const struct origin *origin,
                      const void *bytes, size_t length)
{
    struct reading reading = {.batch = batch, .origin = *origin, .xlsx = xlsx};
    if (xlsx_open(xlsx, &batch->arena, bytes, length))
        read_workbook(&reading);
    else
        reject_unreadable(&reading);
}
