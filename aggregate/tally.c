#include "aggregate/tally.h"

#include "common/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    TALLY_ILLEGAL = 255, /* more than the largest rank: 250 options and three kinds of empty */
    /* Counters are added in blocks of one cache line, which is also a whole number of vectors of
     * any machine. */
    TALLY_BLOCK = 64,
    TALLY_BYTE_LIMIT = UINT8_MAX,
};

/* ---- The plan ---- */

static size_t append_rank(uint8_t *ranks, size_t rank, int code)
{
    ranks[code] = (uint8_t)rank;
    return rank + 1;
}

/* Which codes may stand in the slots of a question, and in which order they are counted. */
static size_t rank_codes(uint8_t *ranks, const struct question *question)
{
    memset(ranks, TALLY_ILLEGAL, 256);
    size_t rank = 0;
    if (question->type == QUESTION_SINGLE) {
        for (size_t i = 0; i < question->option_count; i++)
            rank = append_rank(ranks, rank, question->options[i].code);
    } else {
        if (question->type == QUESTION_MULTIPLE)
            rank = append_rank(ranks, rank, CODE_NOT_TICKED);
        rank = append_rank(ranks, rank, CODE_TICKED);
    }
    rank = append_rank(ranks, rank, CODE_NA);
    rank = append_rank(ranks, rank, CODE_INVALID);
    return append_rank(ranks, rank, CODE_NOT_ASKED);
}

/* Lays out the slots of one question; returns the counter behind the last. */
static size_t plan_question(struct arena *arena, const struct form *form,
                            const struct question *question, struct tally_slot *slots,
                            size_t counter)
{
    uint8_t *ranks = arena_alloc(arena, 256);
    size_t rank_count = rank_codes(ranks, question);
    for (size_t i = 0; i < question->item_count; i++) {
        const struct item *item = &form->items[question->first_item + i];
        for (size_t s = item->slot; s < item->slot + item->slot_count; s++) {
            slots[s] = (struct tally_slot){.ranks = ranks, .first = counter};
            counter += rank_count;
        }
    }
    return counter;
}

struct tally_plan tally_plan(struct arena *arena, const struct form *form,
                             const struct banner_set *set)
{
    struct tally_slot *slots = arena_array(arena, form->slot_count + 1, sizeof *slots);
    size_t counters = 0;
    for (size_t i = 0; i < form->question_count; i++)
        counters = plan_question(arena, form, &form->questions[i], slots, counters);
    size_t *first_classes = arena_array(arena, set->count + 1, sizeof *first_classes);
    for (size_t i = 0; i < set->count; i++)
        first_classes[i + 1] = first_classes[i] + set->banners[i].class_count;
    return (struct tally_plan){
        .form = form,
        .set = set,
        .slots = slots,
        .first_classes = first_classes,
        .class_count = first_classes[set->count],
        .width = (counters + TALLY_BLOCK - 1) / TALLY_BLOCK * TALLY_BLOCK,
    };
}

size_t tally_size(const struct tally_plan *plan)
{
    size_t per_class =
        plan->width * (sizeof(uint8_t) + sizeof(uint32_t)) + sizeof(uint8_t) + sizeof(uint32_t);
    return sizeof(struct tally) + plan->width + plan->class_count * per_class;
}

/* ---- The life of a tally ---- */

static void *zeroed(size_t count, size_t size)
{
    void *memory = calloc(count + 1, size);
    if (!memory)
        abort();
    return memory;
}

/* Zeroed and on a cache line of its own, so that a block is never split. */
static uint8_t *zeroed_blocks(size_t size)
{
    uint8_t *memory = aligned_alloc(TALLY_BLOCK, size + TALLY_BLOCK);
    if (!memory)
        abort();
    memset(memory, 0, size + TALLY_BLOCK);
    return memory;
}

struct tally *tally_new(const struct tally_plan *plan)
{
    struct tally *tally = zeroed(1, sizeof *tally);
    tally->plan = plan;
    tally->mask = zeroed_blocks(plan->width);
    tally->pending = zeroed_blocks(plan->class_count * plan->width);
    tally->unsaved = zeroed(plan->class_count, sizeof *tally->unsaved);
    tally->counts = zeroed(plan->class_count * plan->width, sizeof *tally->counts);
    tally->members = zeroed(plan->class_count, sizeof *tally->members);
    return tally;
}

void tally_free(struct tally *tally)
{
    if (!tally)
        return;
    free(tally->mask);
    free(tally->pending);
    free(tally->unsaved);
    free(tally->counts);
    free(tally->members);
    free(tally);
}

/* ---- Counting ---- */

/* Empties the bytes of a class into its wide counters. */
static void save_class(struct tally *tally, size_t class)
{
    size_t width = tally->plan->width;
    uint8_t *pending = tally->pending + class * width;
    uint32_t *counts = tally->counts + class * width;
    for (size_t i = 0; i < width; i++)
        counts[i] += pending[i];
    memset(pending, 0, width);
    tally->members[class] += tally->unsaved[class];
    tally->unsaved[class] = 0;
}

/* Where the compiler knows how, one function for every kind of processor; the right one is chosen
 * when the program starts. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__)
#define TALLY_WIDEST_VECTORS __attribute__((target_clones("avx2", "default")))
#else
#define TALLY_WIDEST_VECTORS
#endif

/* The loop that most of the time goes into: fixed blocks, so that it becomes vector code. */
TALLY_WIDEST_VECTORS
static void add_mask(uint8_t *restrict sums, const uint8_t *restrict mask, size_t width)
{
    for (size_t block = 0; block < width; block += TALLY_BLOCK)
        for (size_t i = 0; i < TALLY_BLOCK; i++)
            sums[block + i] = (uint8_t)(sums[block + i] + mask[block + i]);
}

static bool fail(struct tally *tally, const char *text)
{
    if (text != tally->error_text)
        snprintf(tally->error_text, sizeof tally->error_text, "%s", text);
    tally->error = tally->error_text;
    return false;
}

static bool fail_code(struct tally *tally, size_t slot, int code)
{
    snprintf(tally->error_text, sizeof tally->error_text,
             _("form \"%s\": code %d in slot %zu is none of its codes"), tally->plan->form->id,
             code, slot);
    return fail(tally, tally->error_text);
}

static bool mark_codes(struct tally *tally, const uint8_t *codes)
{
    const struct tally_slot *slots = tally->plan->slots;
    size_t slot_count = tally->plan->form->slot_count;
    uint8_t *restrict mask = tally->mask;
    memset(mask, 0, tally->plan->width);
    for (size_t s = 0; s < slot_count; s++) {
        uint8_t rank = slots[s].ranks[codes[s]];
        if (rank == TALLY_ILLEGAL)
            return fail_code(tally, s, codes[s]);
        mask[slots[s].first + rank] = 1;
    }
    return true;
}

static bool add_to_classes(struct tally *tally, const uint8_t *classes)
{
    const struct tally_plan *plan = tally->plan;
    for (size_t b = 0; b < plan->set->count; b++) {
        size_t class = (size_t)classes[2 * b] << 8 | classes[2 * b + 1];
        if (class == CLASS_NONE)
            continue;
        if (class >= plan->set->banners[b].class_count) {
            snprintf(tally->error_text, sizeof tally->error_text,
                     _("form \"%s\": banner \"%s\" has no class %zu"), plan->form->id,
                     plan->set->banners[b].id, class);
            return fail(tally, tally->error_text);
        }
        class += plan->first_classes[b];
        add_mask(tally->pending + class * plan->width, tally->mask, plan->width);
        if (++tally->unsaved[class] == TALLY_BYTE_LIMIT)
            save_class(tally, class);
    }
    return true;
}

bool tally_add(struct tally *tally, const uint8_t *classes, size_t classes_size,
               const uint8_t *codes, size_t codes_size)
{
    if (codes_size != tally->plan->form->slot_count)
        return fail(tally, _("a response does not have one code per slot"));
    if (classes_size != 2 * tally->plan->set->count)
        return fail(tally, _("a response does not have one class per banner"));
    if (tally->rows == UINT32_MAX)
        return fail(tally, _("more responses than can be counted"));
    if (!mark_codes(tally, codes) || !add_to_classes(tally, classes))
        return false;
    tally->rows++;
    return true;
}

void tally_merge(struct tally *tally, struct tally *other)
{
    const struct tally_plan *plan = tally->plan;
    for (size_t class = 0; class < plan->class_count; class ++) {
        save_class(tally, class);
        save_class(other, class);
        tally->members[class] += other->members[class];
    }
    for (size_t i = 0; i < plan->class_count * plan->width; i++)
        tally->counts[i] += other->counts[i];
    tally->rows += other->rows;
}

/* ---- Reading off ---- */

static int64_t count_of(const struct tally *tally, size_t class, size_t slot, int code)
{
    const struct tally_slot *place = &tally->plan->slots[slot];
    uint8_t rank = place->ranks[code];
    return rank == TALLY_ILLEGAL ? 0
                                 : tally->counts[class * tally->plan->width + place->first + rank];
}

static bool slots_agree(const struct tally *tally, const struct item *item, size_t class)
{
    static const int empty[] = {CODE_NA, CODE_INVALID, CODE_NOT_ASKED};
    for (size_t s = item->slot + 1; s < item->slot + item->slot_count; s++)
        for (size_t i = 0; i < sizeof empty / sizeof *empty; i++)
            if (count_of(tally, class, s, empty[i]) != count_of(tally, class, item->slot, empty[i]))
                return false;
    return true;
}

bool tally_finish(struct tally *tally)
{
    const struct form *form = tally->plan->form;
    for (size_t class = 0; class < tally->plan->class_count; class ++) {
        save_class(tally, class);
        for (size_t i = 0; i < form->item_count; i++) {
            if (slots_agree(tally, &form->items[i], class))
                continue;
            snprintf(tally->error_text, sizeof tally->error_text,
                     _("form \"%s\": the slots of \"%s\" disagree about who was asked"), form->id,
                     form->items[i].id);
            return fail(tally, tally->error_text);
        }
    }
    return true;
}

int64_t tally_count(const struct tally *tally, size_t banner, size_t class, size_t slot, int code)
{
    return count_of(tally, tally->plan->first_classes[banner] + class, slot, code);
}

int64_t tally_members(const struct tally *tally, size_t banner, size_t class)
{
    return tally->members[tally->plan->first_classes[banner] + class];
}
