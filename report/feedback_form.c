/*
 * Reading: the cells of the peers, the packed codes of every response (counted again as they pass
 * by, kept for the units that get a sheet), and the answers of the last wave.
 */
#include "report/feedback_form.h"

#include "common/frame.h"
#include "common/message.h"
#include "report/words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { CODES = 256 };

bool feedback_form_applies(const struct form *form)
{
    const struct frame *frame = form->frame;
    size_t column = frame == NULL ? FRAME_NONE : frame_column(frame, "prefecture_code");
    if (column == FRAME_NONE)
        return true;
    for (size_t i = 0; i < frame->unit_count; i++)
        if (strcmp(frame_value(frame, i, column), frame_code(frame, i)) != 0)
            return true;
    return false;
}

bool feedback_same_unit(const char *unit, const char *given)
{
    enum { WITH_CHECK_DIGIT = 6, WITHOUT_CHECK_DIGIT = 5 };
    if (strlen(unit) == WITH_CHECK_DIGIT && strlen(given) == WITHOUT_CHECK_DIGIT)
        return strncmp(unit, given, WITHOUT_CHECK_DIGIT) == 0;
    return strcmp(unit, given) == 0;
}

/* ---- Counts ---- */

static void find_peers(struct feedback_form *feedback)
{
    static const char *const ids[PEERS_COUNT] = {"prefecture", "similar_group", NULL};
    for (size_t b = 0; b < feedback->banners->count; b++) {
        const struct banner *banner = &feedback->banners->banners[b];
        for (int p = 0; p < PEERS_COUNT; p++) {
            bool fits = ids[p] != NULL ? banner->kind == BANNER_FRAME && !strcmp(banner->id, ids[p])
                                       : banner->kind == BANNER_TOTAL;
            if (!fits || feedback->compared[p])
                continue;
            feedback->compared[p] = true;
            feedback->banner[p] = b;
        }
    }
}

static struct feedback_counts *new_counts(struct arena *arena, const struct cells *cells)
{
    size_t items = cells->form->item_count;
    struct feedback_counts *counts = arena_array(arena, items + 1, sizeof *counts);
    for (size_t i = 0; i < items; i++) {
        if (cells->counts[i].counts == NULL)
            continue;
        size_t answers = cells->counts[i].answer_count;
        counts[i] = (struct feedback_counts){
            .counts = arena_array(arena, cells->line_count * answers, sizeof(int64_t)),
            .base = arena_array(arena, cells->line_count, sizeof(int64_t)),
            .answer_count = answers,
        };
    }
    return counts;
}

static void take_cells(struct feedback_form *feedback, const struct cells *cells)
{
    for (size_t i = 0; i < feedback->form->item_count; i++) {
        struct feedback_counts *told = &feedback->told[i];
        if (told->counts == NULL)
            continue;
        memcpy(told->counts, cells->counts[i].counts,
               cells->line_count * told->answer_count * sizeof *told->counts);
        memcpy(told->base, cells->counts[i].base, cells->line_count * sizeof *told->base);
    }
}

static void take_answers(struct feedback_form *feedback, struct arena *arena)
{
    const struct form *form = feedback->form;
    feedback->answers = arena_array(arena, form->item_count + 1, sizeof *feedback->answers);
    for (size_t i = 0; i < form->item_count; i++) {
        size_t count = feedback->told[i].answer_count;
        if (feedback->told[i].counts == NULL)
            continue;
        const char **words = arena_array(arena, count, sizeof *words);
        for (size_t a = 0; a < count; a++)
            words[a] = words_answer(arena, form->items[i].question, a);
        feedback->answers[i] = words;
    }
}

/* ---- Responses ---- */

struct reading {
    struct feedback_form *feedback;
    struct arena *arena;
    const char *unit;
    const size_t *first_class;
    size_t (*positions)[CODES]; /* [item] answer of each code of a single item */
};

/* What the packed bytes do not allow: they belong to another configuration or are damaged. */
_Noreturn static void refuse(const struct copy_field *unit)
{
    die(NULL, _("load the responses again with 'renkei ingest'"),
        _("the response of unit \"%.*s\" does not fit the codebook"), (int)unit->length,
        unit->bytes);
}

static void find_lines(const struct reading *reading, const struct copy_field *classes,
                       size_t lines[PEERS_COUNT])
{
    const struct feedback_form *feedback = reading->feedback;
    for (int p = 0; p < PEERS_COUNT; p++) {
        lines[p] = LINE_NONE;
        if (!feedback->compared[p])
            continue;
        const unsigned char *at = (const unsigned char *)classes->bytes + 2 * feedback->banner[p];
        size_t class = (size_t)at[0] << 8 | at[1];
        if (class < feedback->banners->banners[feedback->banner[p]].class_count)
            lines[p] = reading->first_class[feedback->banner[p]] + class;
    }
}

static void count_answer(struct feedback_counts *counts, const size_t lines[PEERS_COUNT],
                         size_t answer)
{
    for (int p = 0; p < PEERS_COUNT; p++)
        if (lines[p] != LINE_NONE)
            counts->counts[lines[p] * counts->answer_count + answer]++;
}

static void count_item(const struct reading *reading, size_t index, const uint8_t *codes,
                       const size_t lines[PEERS_COUNT])
{
    const struct item *item = &reading->feedback->form->items[index];
    struct feedback_counts *counts = &reading->feedback->recounted[index];
    const uint8_t *slot = codes + item->slot;
    if (counts->counts == NULL || *slot == CODE_NOT_ASKED)
        return;
    for (int p = 0; p < PEERS_COUNT; p++)
        if (lines[p] != LINE_NONE)
            counts->base[lines[p]]++;
    if (*slot == CODE_NA || *slot == CODE_INVALID) {
        count_answer(counts, lines, counts->answer_count - (*slot == CODE_NA ? 2 : 1));
    } else if (item->question->type == QUESTION_SINGLE) {
        count_answer(counts, lines, reading->positions[index][*slot]);
    } else {
        for (size_t o = 0; o < item->slot_count; o++)
            if (slot[o] == CODE_TICKED)
                count_answer(counts, lines, o);
    }
}

/* Every code of a single item is one of its options or a kind of empty. */
static bool fits_codebook(const struct reading *reading, const struct copy_field *codes)
{
    const struct form *form = reading->feedback->form;
    if ((size_t)codes->length != form->slot_count)
        return false;
    for (size_t i = 0; i < form->item_count; i++) {
        int code = (unsigned char)codes->bytes[form->items[i].slot];
        bool empty = code == CODE_NA || code == CODE_INVALID || code == CODE_NOT_ASKED;
        if (form->items[i].question->type == QUESTION_SINGLE && !empty &&
            reading->positions[i][code] == SIZE_MAX)
            return false;
    }
    return true;
}

static void keep_unit(struct reading *reading, const struct copy_field *fields,
                      const size_t lines[PEERS_COUNT])
{
    struct feedback_form *feedback = reading->feedback;
    struct arena *arena = reading->arena;
    const char *code = arena_copy(arena, fields[0].bytes, (size_t)fields[0].length);
    if (reading->unit != NULL && !feedback_same_unit(code, reading->unit))
        return;
    if (feedback->unit_count == feedback->unit_capacity) {
        size_t capacity = feedback->unit_capacity == 0 ? 64 : 2 * feedback->unit_capacity;
        struct feedback_unit *units = arena_array(arena, capacity, sizeof *units);
        if (feedback->unit_count > 0)
            memcpy(units, feedback->units, feedback->unit_count * sizeof *units);
        feedback->units = units;
        feedback->unit_capacity = capacity;
    }
    const struct frame *frame = feedback->form->frame;
    struct feedback_unit unit = {
        .code = code,
        .name = "",
        .frame_unit = frame == NULL ? FRAME_NONE : frame_find(frame, code),
        .codes = (const uint8_t *)arena_copy(arena, fields[2].bytes, (size_t)fields[2].length),
    };
    if (unit.frame_unit != FRAME_NONE)
        unit.name = frame_name(frame, unit.frame_unit);
    memcpy(unit.lines, lines, sizeof unit.lines);
    feedback->units[feedback->unit_count++] = unit;
}

static void take_response(void *context, const struct copy_field *fields, size_t count)
{
    struct reading *reading = context;
    size_t lines[PEERS_COUNT];
    const struct feedback_form *feedback = reading->feedback;
    if (count != 3)
        abort();
    if ((size_t)fields[1].length != 2 * feedback->banners->count ||
        !fits_codebook(reading, &fields[2]))
        refuse(&fields[0]);
    find_lines(reading, &fields[1], lines);
    for (size_t i = 0; i < feedback->form->item_count; i++)
        count_item(reading, i, (const uint8_t *)fields[2].bytes, lines);
    keep_unit(reading, fields, lines);
}

static void find_positions(struct reading *reading)
{
    const struct form *form = reading->feedback->form;
    reading->positions =
        arena_array(reading->arena, form->item_count + 1, sizeof *reading->positions);
    for (size_t i = 0; i < form->item_count; i++) {
        const struct question *question = form->items[i].question;
        for (size_t code = 0; code < CODES; code++)
            reading->positions[i][code] = SIZE_MAX;
        for (size_t o = 0; o < question->option_count; o++)
            reading->positions[i][question->options[o].code] = o;
    }
}

/* ---- The recount ---- */

static bool same_line(const struct feedback_form *feedback, size_t item, size_t line)
{
    const struct feedback_counts *told = &feedback->told[item], *own = &feedback->recounted[item];
    size_t answers = told->answer_count;
    return told->base[line] == own->base[line] &&
           memcmp(told->counts + line * answers, own->counts + line * answers,
                  answers * sizeof *told->counts) == 0;
}

static void compare_counts(const struct feedback_form *feedback, const size_t *first_class)
{
    for (int p = 0; p < PEERS_COUNT; p++) {
        if (!feedback->compared[p])
            continue;
        const struct banner *banner = &feedback->banners->banners[feedback->banner[p]];
        for (size_t i = 0; i < feedback->form->item_count; i++) {
            for (size_t c = 0; feedback->told[i].counts != NULL && c < banner->class_count; c++) {
                if (same_line(feedback, i, first_class[feedback->banner[p]] + c))
                    continue;
                message_error(_("run 'renkei aggregate' again, then 'renkei verify'"),
                              _("the counts of \"%s\" in class \"%s\" of \"%s\" are not those of "
                                "the responses"),
                              feedback->form->items[i].id, banner->classes[c].key, banner->id);
                exit(STATUS_VERIFY);
            }
        }
    }
}

/* ---- The last wave ---- */

static size_t size_at(const PGresult *result, int row, int column)
{
    return (size_t)strtoull(PQgetvalue(result, row, column), NULL, 10);
}

/* False if there is no last wave, or it was not loaded. */
static bool find_former(struct feedback_form *feedback, struct arena *arena,
                        const struct feedback_source *source)
{
    const char *survey = source->config->codebook.previous;
    if (*survey == '\0' || feedback->form->frame == NULL)
        return false;
    PGresult *result = db_run(source->db, "report/feedback-former-survey", 1, &survey);
    bool found = PQntuples(result) > 0;
    if (found)
        feedback->former_heading =
            arena_printf(arena, "前回（%s年度）の貴団体の回答%s", PQgetvalue(result, 0, 0),
                         *PQgetvalue(result, 0, 1) == 't' ? "（合成データ）" : "");
    PQclear(result);
    return found;
}

static void take_former_items(struct feedback_form *feedback, struct arena *arena,
                              const PGresult *result)
{
    for (int row = 0; row < PQntuples(result); row++) {
        const char *question = PQgetvalue(result, row, 0), *id = PQgetvalue(result, row, 1);
        const struct item *item = form_item(
            feedback->form, *id != '\0' ? arena_printf(arena, "%s.%s", question, id) : question);
        if (item == NULL || item->question->derived)
            continue;
        bool single = strcmp(PQgetvalue(result, row, 2), "single") == 0;
        bool multiple = strcmp(PQgetvalue(result, row, 2), "multiple") == 0;
        if ((item->question->type == QUESTION_SINGLE && single) ||
            (item->question->type == QUESTION_MULTIPLE && multiple))
            feedback->former[item - feedback->form->items] = (struct former_item){
                .slot = size_at(result, row, 3),
                .slot_count = size_at(result, row, 4),
                .single = single,
                .labels = arena_array(arena, CODES, sizeof(char *)),
            };
    }
}

static void take_former_options(struct feedback_form *feedback, struct arena *arena,
                                const PGresult *result)
{
    for (int row = 0; row < PQntuples(result); row++) {
        const struct question *question = form_question(feedback->form, PQgetvalue(result, row, 0));
        if (question == NULL || question->derived)
            continue;
        const char *label =
            arena_printf(arena, "%s. %s", PQgetvalue(result, row, 2), PQgetvalue(result, row, 3));
        for (size_t i = 0; i < question->item_count; i++) {
            struct former_item *former = &feedback->former[question->first_item + i];
            size_t at = size_at(result, row, former->single ? 2 : 1);
            if (former->slot_count > 0 && at < CODES)
                former->labels[at] = label;
        }
    }
}

static void take_former(void *context, const struct copy_field *fields, size_t count)
{
    struct reading *reading = context;
    struct feedback_form *feedback = reading->feedback;
    const char *code = arena_copy(reading->arena, fields[0].bytes, (size_t)fields[0].length);
    if (count != 2)
        abort();
    size_t low = 0, high = feedback->unit_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(feedback->units[middle].code, code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == feedback->unit_count || strcmp(feedback->units[low].code, code) != 0)
        return;
    for (size_t i = 0; i < feedback->form->item_count; i++)
        if (feedback->former[i].slot + feedback->former[i].slot_count > (size_t)fields[1].length)
            refuse(&fields[0]);
    feedback->units[low].former =
        (const uint8_t *)arena_copy(reading->arena, fields[1].bytes, (size_t)fields[1].length);
}

static void read_former(struct reading *reading, const struct feedback_source *source)
{
    struct feedback_form *feedback = reading->feedback;
    struct arena *arena = reading->arena;
    if (!find_former(feedback, arena, source))
        return;
    const char *values[] = {source->config->codebook.previous, feedback->form->id};
    feedback->former = arena_array(arena, feedback->form->item_count + 1, sizeof *feedback->former);
    PGresult *items = db_run(source->db, "report/feedback-former-items", 2, values);
    take_former_items(feedback, arena, items);
    PQclear(items);
    PGresult *options = db_run(source->db, "report/feedback-former-options", 2, values);
    take_former_options(feedback, arena, options);
    PQclear(options);
    db_copy_out(source->db, "report/feedback-former-codes", 2, values, take_former, reading);
}

struct feedback_form *feedback_form_read(struct arena *arena, const struct feedback_source *source,
                                         const struct cells *cells)
{
    struct feedback_form *feedback = arena_alloc(arena, sizeof *feedback);
    *feedback = (struct feedback_form){.config = source->config,
                                       .loaded = source->loaded,
                                       .form = cells->form,
                                       .banners = cells->banners,
                                       .told = new_counts(arena, cells),
                                       .recounted = new_counts(arena, cells)};
    find_peers(feedback);
    take_cells(feedback, cells);
    take_answers(feedback, arena);
    size_t lines;
    struct reading reading = {.feedback = feedback,
                              .arena = arena,
                              .unit = source->unit,
                              .first_class = class_positions(arena, cells->banners, &lines)};
    find_positions(&reading);
    const char *values[] = {source->config->codebook.survey, cells->form->id};
    db_copy_out(source->db, "report/feedback-responses", 2, values, take_response, &reading);
    compare_counts(feedback, reading.first_class);
    read_former(&reading, source);
    return feedback;
}
