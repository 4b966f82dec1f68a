#include "report/touched.h"

#include "common/expression.h"
#include "common/message.h"
#include "common/number.h"
#include "report/changed_value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const touched_cause_words[CAUSE_COUNT][2] = {
    [CAUSE_NEW] = {"new", "新規提出"},
    [CAUSE_SUBMISSION] = {"submission", "再提出"},
    [CAUSE_CORRECTION] = {"correction", "照会による訂正"},
    [CAUSE_WITHDRAWN] = {"withdrawn", "取下げ"},
    [CAUSE_RESTORED] = {"restored", "復元"},
    [CAUSE_CONFIGURATION] = {"configuration", "設定の変更"},
    [CAUSE_UNKNOWN] = {"unknown", "記録なし"},
    [CAUSE_MORE] = {"more", "ほかの団体"},
};

/* ---- Rows of the database ---- */

enum unit_field {
    U_FORM,
    U_UNIT,
    U_NAME,
    U_BEFORE,
    U_KIND,
    U_RUN,
    U_FILE,
    U_CLASSES,
    U_CODES,
    U_NUMBERS,
    U_FRAME_CLASSES
};
/* As of report/compare-run-changes. */
enum change_field {
    C_FORM,
    C_UNIT,
    C_NAME,
    C_ITEM,
    C_OPTION,
    C_RUN,
    C_AT,
    C_FORMER,
    C_VALUE,
    C_CAUSE,
    C_FILE
};

struct reading {
    struct arena *arena;
    const struct config *config;
    PGresult *units, *changes;
    int next_change; /* row */
};

static const char *text(const struct reading *reading, const PGresult *rows, int row, int field)
{
    return arena_strdup(reading->arena, PQgetvalue(rows, row, field));
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static uint8_t hex_digit(char c)
{
    return (uint8_t)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* The bytes of a field in hexadecimal. */
static uint8_t *bytes_of(const struct reading *reading, int row, int field, size_t *length)
{
    enum { BITS = 4 };
    const char *hex = PQgetvalue(reading->units, row, field);
    *length = strlen(hex) / 2;
    uint8_t *bytes = arena_alloc(reading->arena, *length + 1);
    for (size_t i = 0; i < *length; i++)
        bytes[i] = (uint8_t)(hex_digit(hex[2 * i]) << BITS | hex_digit(hex[2 * i + 1]));
    return bytes;
}

_Noreturn static void fail_damaged(const struct touched_unit *unit)
{
    die(NULL, _("load the responses again with 'renkei ingest --rebuild'"),
        _("the response of unit \"%s\" does not fit the configuration"), unit->unit);
}

/* ---- Now ---- */

/* Eight bytes per number that was answered, in the order of the items, high byte first. */
static const int64_t *unpack_numbers(const struct reading *reading, const struct touched_unit *unit,
                                     const uint8_t *codes, int row)
{
    enum { NUMBER_SIZE = 8, BITS = 8 };
    const struct form *form = unit->form;
    size_t length, at = 0;
    const uint8_t *bytes = bytes_of(reading, row, U_NUMBERS, &length);
    int64_t *numbers = arena_array(reading->arena, form->item_count, sizeof *numbers);
    for (size_t i = 0; i < form->item_count; i++) {
        if (form->items[i].question->type != QUESTION_NUMBER ||
            codes[form->items[i].slot] != CODE_TICKED)
            continue;
        if (length - at < NUMBER_SIZE)
            fail_damaged(unit);
        uint64_t value = 0;
        for (size_t b = 0; b < NUMBER_SIZE; b++)
            value = value << BITS | bytes[at++];
        numbers[i] = (int64_t)value;
    }
    return numbers;
}

static const uint16_t *unpack_classes(const struct reading *reading,
                                      const struct touched_unit *unit, int row)
{
    enum { BITS = 8 };
    size_t length, count = unit->banners->count;
    const uint8_t *bytes = bytes_of(reading, row, U_CLASSES, &length);
    uint16_t *classes = arena_array(reading->arena, count + 1, sizeof *classes);
    if (length != 2 * count)
        fail_damaged(unit);
    for (size_t b = 0; b < count; b++)
        classes[b] = (uint16_t)(bytes[2 * b] << BITS | bytes[2 * b + 1]);
    return classes;
}

static void read_now(const struct reading *reading, struct touched_unit *unit, int row)
{
    size_t length;
    if (PQgetisnull(reading->units, row, U_CODES)) {
        unit->now.known = true;
        return;
    }
    const uint8_t *codes = bytes_of(reading, row, U_CODES, &length);
    if (length != unit->form->slot_count)
        fail_damaged(unit);
    unit->now = (struct touched_side){
        .present = true,
        .known = true,
        .codes = codes,
        .classes = unpack_classes(reading, unit, row),
        .numbers = unpack_numbers(reading, unit, codes, row),
    };
}

/* ---- What changed ---- */

static enum touched_cause change_cause(const char *cause)
{
    if (strcmp(cause, "submission") == 0)
        return CAUSE_SUBMISSION;
    if (strcmp(cause, "correction") == 0)
        return CAUSE_CORRECTION;
    return strcmp(cause, "decision") == 0 ? CAUSE_RESTORED : CAUSE_CONFIGURATION;
}

static bool is_of(const struct reading *reading, const struct touched_unit *unit, int row)
{
    return row < PQntuples(reading->changes) &&
           strcmp(PQgetvalue(reading->changes, row, C_FORM), unit->form->id) == 0 &&
           strcmp(PQgetvalue(reading->changes, row, C_UNIT), unit->unit) == 0;
}

static void take_change(const struct reading *reading, struct touched_unit *unit, int row)
{
    const PGresult *rows = reading->changes;
    size_t item = strtoul(PQgetvalue(rows, row, C_ITEM), NULL, 10);
    int option = (int)strtol(PQgetvalue(rows, row, C_OPTION), NULL, 10);
    struct touched_answer *last =
        unit->answer_count == 0 ? NULL : &unit->answers[unit->answer_count - 1];
    if (item >= unit->form->item_count)
        fail_damaged(unit);
    /* They come by item, option and run: a later one of the same answer goes on from the first. */
    if (last == NULL || last->item != item || last->option != option) {
        last = &unit->answers[unit->answer_count++];
        *last = (struct touched_answer){
            .item = item, .option = option, .former = text(reading, rows, row, C_FORMER)};
    }
    last->value = text(reading, rows, row, C_VALUE);
    last->cause = change_cause(PQgetvalue(rows, row, C_CAUSE));
    last->run = text(reading, rows, row, C_RUN);
    last->file = arena_strdup(reading->arena, base_name(PQgetvalue(rows, row, C_FILE)));
}

static void drop_undone(struct touched_unit *unit)
{
    size_t kept = 0;
    for (size_t i = 0; i < unit->answer_count; i++) {
        if (strcmp(unit->answers[i].former, unit->answers[i].value) != 0)
            unit->answers[kept++] = unit->answers[i];
    }
    unit->answer_count = kept;
}

static void read_changes(struct reading *reading, struct touched_unit *unit)
{
    int first = reading->next_change, end = first;
    while (is_of(reading, unit, end))
        end++;
    unit->answers = arena_array(reading->arena, (size_t)(end - first) + 1, sizeof *unit->answers);
    for (int row = first; row < end; row++)
        take_change(reading, unit, row);
    reading->next_change = end;
    drop_undone(unit);
}

/* ---- Then ---- */

static size_t option_slot(const struct item *item, int option)
{
    const struct option *found = question_option(item->question, option);
    return item->slot + (found == NULL ? 0 : (size_t)(found - item->question->options));
}

/* Takes an answer back; false if what it was cannot be said. */
static bool take_back(const struct form *form, const struct touched_answer *answer, uint8_t *codes,
                      int64_t *numbers)
{
    const struct item *item = &form->items[answer->item];
    enum question_type type = item->question->type;
    int code;
    switch (type) {
    case QUESTION_SINGLE:
    case QUESTION_MULTIPLE:
        if (type == QUESTION_SINGLE && answer->option != 0)
            return true; /* a text beside an option: no code */
        code = changed_code(answer->former);
        if (code < 0)
            return false;
        codes[option_slot(item, answer->option)] = (uint8_t)code;
        return true;
    case QUESTION_NUMBER:
        if (number_parse(answer->former, &numbers[answer->item])) {
            codes[item->slot] = CODE_TICKED;
            return true;
        }
        code = changed_empty(answer->former);
        codes[item->slot] = (uint8_t)code;
        return code >= 0;
    case QUESTION_TEXT:
        code = changed_empty(answer->former);
        codes[item->slot] = code >= 0 ? (uint8_t)code : CODE_TICKED;
        return true;
    }
    abort();
}

static void make_then(const struct reading *reading, struct touched_unit *unit)
{
    const struct form *form = unit->form;
    struct arena *arena = reading->arena;
    uint8_t *codes = arena_array(arena, form->slot_count, 1);
    int64_t *numbers = arena_array(arena, form->item_count, sizeof *numbers);
    uint16_t *classes = arena_array(arena, unit->banners->count + 1, sizeof *classes);
    size_t row = form->frame == NULL ? FRAME_NONE : frame_find(form->frame, unit->unit);
    memcpy(codes, unit->now.codes, form->slot_count);
    memcpy(numbers, unit->now.numbers, form->item_count * sizeof *numbers);
    /* A unit made for a load test is not in the frame, but may be in its classes. */
    bool known = form->frame == NULL || row != FRAME_NONE;
    for (size_t i = 0; i < unit->answer_count; i++)
        known &= take_back(form, &unit->answers[i], codes, numbers);
    if (known) {
        form_derive(form, form->frame, row, numbers, codes);
        banner_classify(unit->banners, form, row, codes, classes);
    }
    unit->then = (struct touched_side){.present = true,
                                       .known = known,
                                       .codes = codes,
                                       .numbers = numbers,
                                       .classes = known ? classes : unit->now.classes};
}

/* The classes that the frame decides; the others are not known any more. */
static const uint16_t *frame_classes(const struct reading *reading, const struct touched_unit *unit,
                                     int row)
{
    const char *at = PQgetvalue(reading->units, row, U_FRAME_CLASSES);
    uint16_t *classes = arena_array(reading->arena, unit->banners->count + 1, sizeof *classes);
    for (size_t b = 0; b < unit->banners->count; b++) {
        size_t length = strcspn(at, ",");
        classes[b] = length == 0 ? CLASS_NONE : (uint16_t)strtoul(at, NULL, 10);
        at += length;
        at += *at == ',';
    }
    return classes;
}

static void read_then(const struct reading *reading, struct touched_unit *unit, int row)
{
    if (strcmp(PQgetvalue(reading->units, row, U_BEFORE), "t") != 0)
        unit->then.known = true;
    else if (unit->now.present)
        make_then(reading, unit);
    else
        unit->then =
            (struct touched_side){.present = true, .classes = frame_classes(reading, unit, row)};
}

/* ---- All of them ---- */

static enum touched_cause unit_cause(const struct touched_unit *unit, const char *kind)
{
    if (strcmp(kind, "withdrawn") == 0)
        return CAUSE_WITHDRAWN;
    if (strcmp(kind, "restored") == 0)
        return CAUSE_RESTORED;
    if (strcmp(kind, "submission") == 0)
        return unit->then.present ? CAUSE_SUBMISSION : CAUSE_NEW;
    return CAUSE_CONFIGURATION;
}

/* False for a form that the configuration does not have any more. */
static bool read_unit(struct reading *reading, struct touched_unit *unit, int row)
{
    const struct codebook *codebook = &reading->config->codebook;
    unit->form = codebook_form(codebook, PQgetvalue(reading->units, row, U_FORM));
    if (unit->form == NULL)
        return false;
    unit->banners = &codebook->banners[unit->form - codebook->forms];
    unit->unit = text(reading, reading->units, row, U_UNIT);
    unit->name = text(reading, reading->units, row, U_NAME);
    unit->run = text(reading, reading->units, row, U_RUN);
    unit->file = text(reading, reading->units, row, U_FILE);
    read_now(reading, unit, row);
    read_changes(reading, unit);
    read_then(reading, unit, row);
    unit->cause = unit_cause(unit, PQgetvalue(reading->units, row, U_KIND));
    return true;
}

void touched_read(struct touched *touched, struct arena *arena, struct db *db,
                  const struct config *config, const struct touched_runs *runs)
{
    char limit[24];
    snprintf(limit, sizeof limit, "%d", TOUCHED_LIMIT + 1);
    const char *values[] = {config->codebook.survey, runs->since, limit};
    struct reading reading = {.arena = arena, .config = config};
    *touched = (struct touched){0};
    reading.units = db_run(db, "report/release-units", 3, values);
    int count = PQntuples(reading.units);
    touched->too_many = count > TOUCHED_LIMIT;
    if (!touched->too_many) {
        values[2] = runs->until;
        reading.changes = db_run(db, "report/compare-run-changes", 3, values);
        struct touched_unit *units = arena_array(arena, (size_t)count + 1, sizeof *units);
        for (int row = 0; row < count; row++)
            touched->count += read_unit(&reading, &units[touched->count], row);
        touched->units = units;
        PQclear(reading.changes);
    }
    PQclear(reading.units);
}

/* ---- What a unit adds to a cell ---- */

static bool is_valid(int code)
{
    return code != CODE_NA && code != CODE_INVALID && code != CODE_NOT_ASKED;
}

static bool counts_in(const struct item *item, const uint8_t *codes, int wanted)
{
    if (item->question->type == QUESTION_SINGLE || wanted == CODE_NA || wanted == CODE_INVALID)
        return codes[item->slot] == wanted;
    return codes[option_slot(item, wanted)] == CODE_TICKED;
}

struct touched_share touched_share(const struct touched_unit *unit, const struct touched_side *side,
                                   const struct touched_cell *cell)
{
    const struct item *item = &unit->form->items[cell->item];
    if (!side->present)
        return (struct touched_share){.known = true};
    if (side->classes[cell->banner] != cell->class)
        return (struct touched_share){.known = side->known ||
                                               banner_of_frame(unit->banners, cell->banner)};
    if (!side->known)
        return (struct touched_share){0};
    int code = side->codes[item->slot];
    struct touched_share share = {
        .known = true, .base = code != CODE_NOT_ASKED, .valid = is_valid(code)};
    if (item->question->type == QUESTION_NUMBER)
        share.value = code == CODE_TICKED ? side->numbers[cell->item] : 0;
    else
        share.count = counts_in(item, side->codes, cell->code);
    return share;
}

/* ---- Which answer did it ---- */

/* Is the answer one that `item` is made of, or the item itself? */
static bool makes(const struct form *form, size_t answer, size_t item)
{
    const struct question *question = form->items[item].question;
    if (answer == item || !question->derived)
        return answer == item;
    struct arena arena = {0};
    size_t *used = arena_array(&arena, form->item_count, sizeof *used);
    bool found = false;
    for (size_t o = 0; o < question->option_count && !found; o++) {
        size_t count = expression_items(question->options[o].when, used, form->item_count);
        /* What it names comes before it: this ends. */
        for (size_t i = 0; i < count && !found; i++)
            found = used[i] < item && makes(form, answer, used[i]);
    }
    arena_release(&arena);
    return found;
}

static bool places(const struct touched_unit *unit, size_t answer, size_t banner)
{
    const struct banner *told = &unit->banners->banners[banner];
    if (told->kind == BANNER_CROSS)
        return places(unit, answer, told->left) || places(unit, answer, told->right);
    return told->kind == BANNER_QUESTION &&
           makes(unit->form, answer, (size_t)(told->item - unit->form->items));
}

/* Of the ticks of a multiple question only that of the cell, or, for a kind of empty, one that came
 * or went. */
static bool is_tick_of(const struct touched_answer *answer, const struct touched_cell *cell)
{
    if (cell->code != CODE_NA && cell->code != CODE_INVALID)
        return answer->option == cell->code;
    return changed_code(answer->former) == CODE_TICKED ||
           changed_code(answer->value) == CODE_TICKED ||
           (changed_code(answer->former) > CODE_LARGEST_OPTION &&
            changed_code(answer->value) > CODE_LARGEST_OPTION);
}

bool touched_concerns(const struct touched_unit *unit, const struct touched_answer *answer,
                      const struct touched_cell *cell)
{
    enum question_type type = unit->form->items[answer->item].question->type;
    if (answer->item == cell->item) {
        if (type == QUESTION_MULTIPLE)
            return is_tick_of(answer, cell);
        return answer->option == 0;
    }
    if (makes(unit->form, answer->item, cell->item))
        return true;
    const uint16_t *then = unit->then.classes, *now = unit->now.classes;
    bool moved = then != NULL && now != NULL && then[cell->banner] != now[cell->banner];
    return moved && places(unit, answer->item, cell->banner);
}
