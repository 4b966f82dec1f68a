/*
 * The units of two waves, side by side: one pass over both waves' packed codes, joined by the
 * server. Memory does not grow with the units, but for those with corrections.
 */
#include "report/compare.h"

#include "common/measure.h"
#include "common/message.h"
#include "report/changed_value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Answers before corrections ---- */

/* An answer as it was before it was corrected. */
struct patch {
    const struct item *item;
    size_t slot;
    uint8_t code;
    int64_t number; /* of a number, with CODE_TICKED */
};

/* The patches of one wave: those of a unit stand together. */
struct patches {
    struct arena *arena;
    const struct form *form;
    struct patch *patches;
    const char **units; /* [patch] */
    size_t count, capacity;
    struct names first; /* unit -> its first patch; after patches_index() */
    uint8_t *codes;     /* of one response, patched */
    int64_t *numbers;   /* likewise, by item */
};

static void patches_grow(struct patches *patches)
{
    size_t capacity = patches->capacity == 0 ? 64 : patches->capacity * 2;
    struct patch *grown = arena_array(patches->arena, capacity, sizeof *grown);
    const char **units = arena_array(patches->arena, capacity, sizeof *units);
    if (patches->count > 0) {
        memcpy(grown, patches->patches, patches->count * sizeof *grown);
        memcpy(units, patches->units, patches->count * sizeof *units);
    }
    patches->patches = grown;
    patches->units = units;
    patches->capacity = capacity;
}

/* The slot of an answer that was corrected; false for what is not paired: a text. */
static bool find_slot(const struct item *item, int option, size_t *slot)
{
    enum question_type type = item->question->type;
    const struct option *ticked = question_option(item->question, option);
    *slot = item->slot;
    if (type == QUESTION_SINGLE || type == QUESTION_NUMBER)
        return option == 0;
    if (type != QUESTION_MULTIPLE || ticked == NULL)
        return false;
    *slot += (size_t)(ticked - item->question->options);
    return true;
}

/* False if it cannot be said what stood there. */
static bool read_former(struct patch *patch, const char *former)
{
    wide number;
    bool is_number = patch->item->question->type == QUESTION_NUMBER;
    int code = is_number ? changed_empty(former) : changed_code(former);
    if (is_number && code < 0 && wide_parse(former, NUMBER_DECIMALS, &number)) {
        patch->number = (int64_t)number;
        code = CODE_TICKED;
    }
    patch->code = (uint8_t)code;
    return code >= 0;
}

static void add_patch(void *context, const struct copy_field *fields, size_t count)
{
    struct patches *patches = context;
    size_t position = (size_t)copy_get_int4(&fields[1]);
    if (count != 4 || position >= patches->form->item_count)
        abort();
    struct patch patch = {.item = &patches->form->items[position]};
    if (!find_slot(patch.item, copy_get_int4(&fields[2]), &patch.slot))
        return;
    if (!read_former(&patch, arena_copy(patches->arena, fields[3].bytes, (size_t)fields[3].length)))
        return;
    if (patches->count == patches->capacity)
        patches_grow(patches);
    patches->units[patches->count] =
        arena_copy(patches->arena, fields[0].bytes, (size_t)fields[0].length);
    patches->patches[patches->count++] = patch;
}

static void patches_read(struct patches *patches, struct db *db, const char *survey)
{
    const char *values[] = {survey, patches->form->id};
    db_copy_out(db, "report/compare-corrected", 2, values, add_patch, patches);
    patches->first = names_new(patches->arena, patches->count);
    for (size_t i = 0; i < patches->count; i++)
        names_add(&patches->first, patches->units[i], i);
    patches->codes = arena_alloc(patches->arena, patches->form->slot_count);
    patches->numbers =
        arena_array(patches->arena, patches->form->item_count, sizeof *patches->numbers);
}

/* What a unit said before corrections: `now` itself if it has none. */
static struct said_answers patches_apply(struct patches *patches, const struct copy_field *unit,
                                         struct said_answers now)
{
    char name[128];
    const struct form *form = patches->form;
    if (now.codes == NULL || patches->count == 0 || (size_t)unit->length >= sizeof name)
        return now;
    memcpy(name, unit->bytes, (size_t)unit->length);
    name[unit->length] = '\0';
    size_t at = names_find(&patches->first, name);
    if (at == NAMES_NONE)
        return now;
    memcpy(patches->codes, now.codes, form->slot_count);
    memcpy(patches->numbers, now.numbers, form->item_count * sizeof *now.numbers);
    for (; at < patches->count && strcmp(patches->units[at], name) == 0; at++) {
        const struct patch *patch = &patches->patches[at];
        patches->codes[patch->slot] = patch->code;
        patches->numbers[patch->item - form->items] = patch->number;
    }
    return (struct said_answers){patches->codes, patches->numbers};
}

/* ---- Counting ---- */

size_t joint_cell(const struct joint *joint, size_t table, size_t earlier, size_t later)
{
    return (table * joint->states + earlier) * joint->states + later;
}

static void joint_init(struct joint *joint, struct arena *arena, const struct series *series,
                       bool single)
{
    joint->series = series;
    joint->single = single;
    joint->tables = single ? 1 : series->answer_count - 2;
    joint->states = single ? series->answer_count + 2 : ANSWER_KINDS;
    size_t cells = joint->tables * joint->states * joint->states;
    joint->counts = arena_array(arena, cells, sizeof *joint->counts);
    joint->first = arena_array(arena, cells, sizeof *joint->first);
}

/* The state of an answer in one table; `codes` NULL: no response. */
static size_t state_of(const struct joint *joint, size_t table, const struct item *item,
                       const uint8_t *codes)
{
    const struct series *series = joint->series;
    if (codes == NULL)
        return joint->states - 1;
    uint8_t code = codes[item->slot];
    if (code == CODE_NOT_ASKED)
        return joint->states - 2;
    if (item->question->type == QUESTION_SINGLE)
        return series->answer_of[code];
    if (code >= CODE_NA)
        return code == CODE_NA ? ANSWER_NA : ANSWER_INVALID;
    const struct option *option = question_option(item->question, series->codes[table]);
    if (option == NULL)
        return ANSWER_OTHER;
    size_t slot = item->slot + (size_t)(option - item->question->options);
    return codes[slot] == CODE_TICKED ? ANSWER_HIT : ANSWER_OTHER;
}

struct pairing {
    struct pair *pair;
    struct patches patches[2];
    int64_t *numbers[2]; /* of the unit that is counted, by item */
};

static void count_joint(struct joint *joint, const struct pair *pair,
                        const struct said_answers now[2], const struct said_answers first[2])
{
    const struct item *earlier = joint->series->items[pair->earlier];
    const struct item *later = joint->series->items[pair->later];
    for (size_t t = 0; t < joint->tables; t++) {
        size_t a = state_of(joint, t, earlier, now[0].codes);
        size_t b = state_of(joint, t, later, now[1].codes);
        joint->counts[joint_cell(joint, t, a, b)]++;
        if (a >= joint->states - 2 || b >= joint->states - 2)
            continue;
        a = state_of(joint, t, earlier, first[0].codes);
        b = state_of(joint, t, later, first[1].codes);
        joint->first[joint_cell(joint, t, a, b)]++;
    }
}

/* The answers of one wave, in three fields: unit, codes, numbers. */
static struct said_answers unpack(struct pairing *pairing, size_t wave,
                                  const struct copy_field *fields)
{
    const struct form *form = pairing->patches[wave].form;
    struct said_answers now = {(const uint8_t *)fields[1].bytes, pairing->numbers[wave]};
    if (now.codes == NULL)
        return now;
    if ((size_t)fields[1].length != form->slot_count || fields[2].bytes == NULL)
        abort();
    open_unpack(form, now.codes, &fields[2], pairing->numbers[wave]);
    return now;
}

static void count_unit(void *context, const struct copy_field *fields, size_t count)
{
    struct pairing *pairing = context;
    struct pair *pair = pairing->pair;
    struct said_answers now[2], first[2];
    if (count != 6)
        abort();
    for (size_t i = 0; i < 2; i++) {
        now[i] = unpack(pairing, i, &fields[3 * i]);
        first[i] = patches_apply(&pairing->patches[i], &fields[3 * i], now[i]);
    }
    pair->matched += now[0].codes != NULL && now[1].codes != NULL;
    for (size_t s = 0; s < pair->form->series_count; s++) {
        if (pair->joints[s].series != NULL)
            count_joint(&pair->joints[s], pair, now, first);
    }
    open_count_unit(pair, now, first);
}

/* ---- The panel ---- */

/* {"011002","012025"} of the codes of the renamed units. */
static const char *code_array(struct arena *arena, const struct concordance_result *units, bool old)
{
    struct str text = {0};
    str_append_char(&text, '{');
    for (size_t i = 0; i < units->count; i++) {
        const struct concordance_unit *unit = &units->units[i];
        if (unit->fate != UNIT_RENAMED)
            continue;
        str_append(&text, text.length > 1 ? ",\"" : "\"");
        for (const char *c = old ? unit->code_old : unit->code_new; *c != '\0'; c++) {
            if (*c == '"' || *c == '\\')
                str_append_char(&text, '\\');
            str_append_char(&text, *c);
        }
        str_append_char(&text, '"');
    }
    str_append_char(&text, '}');
    const char *array = arena_strdup(arena, str_text(&text));
    str_release(&text);
    return array;
}

/* 20230331: the last day of the fieldwork, or of the fiscal year. */
static int last_day(const struct codebook *codebook)
{
    int year, month, day;
    const char *end = strchr(codebook->fielded, '/');
    if (end != NULL && sscanf(end + 1, "%d-%d-%d", &year, &month, &day) == 3)
        return (year * 100 + month) * 100 + day;
    return (codebook->year + 1) * 10000 + 331;
}

static void match_units(struct comparison *comparison, struct pair *pair, const char *configs)
{
    struct concordance concordance;
    struct mistakes mistakes = {0};
    struct arena *arena = &comparison->arena;
    const struct form_series *form = pair->form;
    const char *path = arena_printf(arena, "%s/concordance/%s.csv", configs, form->id);
    const struct frame *const frames[2] = {form->forms[pair->earlier]->frame,
                                           form->forms[pair->later]->frame};
    concordance_read(&concordance, arena, path, &mistakes);
    bool good = mistakes.count == 0;
    mistakes_print(&mistakes);
    mistakes_release(&mistakes);
    if (!good)
        exit(STATUS_USAGE);
    pair->units = concordance_match(&concordance, arena, frames,
                                    last_day(&comparison->waves[pair->later].config.codebook));
}

static void init_joints(struct comparison *comparison, struct pair *pair)
{
    const struct form_series *form = pair->form;
    pair->joints = arena_array(&comparison->arena, form->series_count, sizeof *pair->joints);
    for (size_t s = 0; s < form->series_count; s++) {
        const struct series *series = &form->series[s];
        const struct item *earlier = series->items[pair->earlier];
        const struct item *later = series->items[pair->later];
        if (earlier != NULL && later != NULL && earlier->question->type == later->question->type)
            joint_init(&pair->joints[s], &comparison->arena, series,
                       later->question->type == QUESTION_SINGLE);
    }
    pair->open = arena_array(&comparison->arena, form->open_count, sizeof *pair->open);
    for (size_t s = 0; s < form->open_count; s++) {
        const struct series *series = &form->open[s].series;
        if (series->items[pair->earlier] != NULL && series->items[pair->later] != NULL)
            pair->open[s].series = &form->open[s];
    }
}

/* Both ways of counting must agree. */
static void check_pair(const struct pair *pair)
{
    for (size_t s = 0; s < pair->form->series_count; s++) {
        const struct series *series = pair->joints[s].series;
        for (size_t a = 0; series != NULL && a + 2 < series->answer_count; a++) {
            if (!series_is_offered(series, a, pair->earlier, pair->later))
                continue;
            struct flow flow = joint_flow(&pair->joints[s], a);
            struct split split = split_change(&flow);
            size_t waves[2] = {pair->earlier, pair->later};
            for (size_t i = 0; i < 2; i++) {
                const struct value *value = &series->values[waves[i] * series->answer_count + a];
                if (value->count != split.count[i] || value->base != split.base[i])
                    abort();
            }
        }
    }
    open_check_pair(pair);
}

static void count_pair(struct comparison *comparison, struct pair *pair, struct db *db)
{
    struct pairing pairing = {.pair = pair};
    size_t waves[2] = {pair->earlier, pair->later};
    for (size_t i = 0; i < 2; i++) {
        const struct form *form = pair->form->forms[waves[i]];
        pairing.patches[i] = (struct patches){.arena = &comparison->arena, .form = form};
        pairing.numbers[i] =
            arena_array(&comparison->arena, form->item_count, sizeof *pairing.numbers[i]);
        patches_read(&pairing.patches[i], db, comparison->waves[waves[i]].survey);
    }
    const char *values[] = {comparison->waves[pair->earlier].survey,
                            comparison->waves[pair->later].survey, pair->form->id,
                            code_array(&comparison->arena, &pair->units, true),
                            code_array(&comparison->arena, &pair->units, false)};
    db_copy_out(db, "report/compare-pairs", 5, values, count_unit, &pairing);
    check_pair(pair);
}

static void add_pair(struct comparison *comparison, struct form_series *form, size_t earlier,
                     size_t later)
{
    /* Serial numbers of a survey without a frame say nothing about those of another. */
    if (form->forms[earlier]->frame == NULL || form->forms[later]->frame == NULL)
        return;
    if (form->pairs == NULL)
        form->pairs = arena_array(&comparison->arena, comparison->wave_count, sizeof *form->pairs);
    struct pair *pair = &form->pairs[form->pair_count++];
    *pair = (struct pair){.form = form, .earlier = earlier, .later = later};
    init_joints(comparison, pair);
}

void comparison_pair(struct comparison *comparison, struct db *db, const char *configs)
{
    for (size_t f = 0; f < comparison->form_count; f++) {
        struct form_series *form = &comparison->forms[f];
        size_t former = SIZE_MAX;
        for (size_t w = 0; w < comparison->wave_count; w++) {
            if (form->sources[w] != VALUE_COUNTED)
                continue;
            if (former != SIZE_MAX)
                add_pair(comparison, form, former, w);
            former = w;
        }
        for (size_t p = 0; p < form->pair_count; p++) {
            match_units(comparison, &form->pairs[p], configs);
            count_pair(comparison, &form->pairs[p], db);
        }
    }
}

/* ---- Moves ---- */

/* What a state of a single question's table is for an answer. */
static enum answer_kind kind_of(const struct joint *joint, size_t state, size_t answer)
{
    size_t answers = joint->series->answer_count;
    if (state == joint->states - 1)
        return ANSWER_ABSENT;
    if (state == joint->states - 2)
        return ANSWER_NOT_ASKED;
    if (state == answer)
        return ANSWER_HIT;
    if (state == answers - 2)
        return ANSWER_NA;
    return state == answers - 1 ? ANSWER_INVALID : ANSWER_OTHER;
}

struct flow joint_flow(const struct joint *joint, size_t answer)
{
    struct flow flow = {0};
    bool single = joint->single;
    size_t table = single ? 0 : answer;
    for (size_t a = 0; a < joint->states; a++) {
        for (size_t b = 0; b < joint->states; b++) {
            size_t cell = joint_cell(joint, table, a, b);
            enum answer_kind from = single ? kind_of(joint, a, answer) : (enum answer_kind)a;
            enum answer_kind to = single ? kind_of(joint, b, answer) : (enum answer_kind)b;
            flow.counts[from][to] += joint->counts[cell];
            flow.first[from][to] += joint->first[cell];
        }
    }
    return flow;
}
