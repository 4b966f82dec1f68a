/* Noise is a sum of four 16-bit pieces of one hash: near enough to a normal distribution, and
 * without a function whose last digit differs between machines. */
#include "ingest/sample_score.h"

#include "common/message.h"

#include <stdlib.h>

/* Weights in quarters of the noise of one item (standard deviation 37,837). */
enum {
    WEIGHT_FACTOR = 3,
    WEIGHT_QUESTION = 2,
    WEIGHT_ITEM = 4,
    WEIGHT_CLASS = 2,     /* a class (a prefecture) on all questions, shared between the banners */
    WEIGHT_CLASS_OWN = 1, /* and on one question */
    WEIGHT_UNIT = 4,
};

/* Half the way from the lowest band to the highest: a little less than the standard deviation of an
 * item's noise. */
enum { TREND = 32000 };

/* Told apart from the positions of options and items, which are small. */
enum { STREAM_CHANCE = 1 << 20, STREAM_FACTOR, STREAM_RESPONSE };

/* splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014). */
static uint64_t mixed(uint64_t x)
{
    x += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

/* FNV-1a, then mixed. */
static uint64_t text_key(uint64_t seed, const char *text)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325) ^ seed;
    for (const char *c = text; *c; c++)
        hash = (hash ^ (unsigned char)*c) * UINT64_C(0x100000001B3);
    return mixed(hash);
}

static int64_t noise(uint64_t x)
{
    x = mixed(x);
    return (int64_t)((x & 0xFFFF) + (x >> 16 & 0xFFFF) + (x >> 32 & 0xFFFF) + (x >> 48)) - 131070;
}

/* ---- Effects of the frame ---- */

/* -TREND in the lowest band to TREND in the highest. */
static int64_t band_trend(const struct banner *banner, size_t row)
{
    int64_t class = banner->unit_classes[row], last = (int64_t)banner->class_count - 1;
    if (class == CLASS_NONE || last <= 0)
        return 0;
    return (2 * class - last) * TREND / last;
}

/* Bands of several columns (population, ageing) often say the same thing the other way round: a
 * later banner is turned so that it strengthens what came before. */
static void add_trend(const struct frame *frame, const struct banner *banner, int32_t *trends)
{
    int64_t together = 0;
    for (size_t row = 0; row < frame->unit_count; row++)
        together += trends[row] / 1000 * (band_trend(banner, row) / 1000);
    for (size_t row = 0; row < frame->unit_count; row++) {
        int64_t trend = band_trend(banner, row);
        trends[row] += (int32_t)(together == 0 ? trend : together > 0 ? trend / 2 : -trend / 2);
    }
}

static bool has_plain_classes(const struct banner *banner)
{
    return banner->kind == BANNER_FRAME && !banner->bands && banner->class_count > 1;
}

static void add_class_effects(struct scorer *scorer, const struct banner *banner, int64_t share,
                              int32_t *effects)
{
    const struct form *form = scorer->form;
    uint64_t banner_key = text_key(scorer->seed, banner->id);
    for (size_t row = 0; row < form->frame->unit_count; row++) {
        uint64_t class_key = mixed(banner_key + banner->unit_classes[row]);
        if (banner->unit_classes[row] == CLASS_NONE)
            continue;
        int64_t overall = noise(class_key) * WEIGHT_CLASS / 4;
        for (size_t q = 0; q < form->question_count; q++) {
            int64_t own = noise(class_key ^ scorer->question_keys[q]) * WEIGHT_CLASS_OWN / 4;
            effects[row * form->question_count + q] += (int32_t)((overall + own) / share);
        }
    }
}

static void frame_effects(struct scorer *scorer, struct arena *arena,
                          const struct banner_set *banners)
{
    const struct form *form = scorer->form;
    size_t units = form->frame->unit_count, questions = form->question_count;
    int32_t *trends = arena_array(arena, units, sizeof *trends);
    int32_t *effects = arena_array(arena, units * questions, sizeof *effects);
    int64_t plain = 0;
    for (size_t b = 0; b < banners->count; b++) {
        plain += has_plain_classes(&banners->banners[b]);
        if (banners->banners[b].kind == BANNER_FRAME && banners->banners[b].bands)
            add_trend(form->frame, &banners->banners[b], trends);
    }
    /* Independent effects add up by the root of their number; half of it is near enough. */
    int64_t share = plain > 2 ? (plain + 1) / 2 : 1;
    for (size_t b = 0; b < banners->count; b++)
        if (has_plain_classes(&banners->banners[b]))
            add_class_effects(scorer, &banners->banners[b], share, effects);
    for (size_t row = 0; row < units; row++)
        for (size_t q = 0; q < questions; q++)
            effects[row * questions + q] += trends[row];
    scorer->effects = effects;
    scorer->trends = trends;
}

void scorer_init(struct scorer *scorer, struct arena *arena, const struct config *config,
                 const struct form *form, uint64_t seed)
{
    *scorer = (struct scorer){.form = form, .seed = mixed(seed)};
    uint64_t *questions = arena_array(arena, form->question_count, sizeof *questions);
    uint64_t *items = arena_array(arena, form->item_count, sizeof *items);
    for (size_t q = 0; q < form->question_count; q++)
        questions[q] = text_key(scorer->seed, form->questions[q].id);
    for (size_t i = 0; i < form->item_count; i++)
        items[i] = mixed(text_key(scorer->seed, form->items[i].id) + 1);
    scorer->question_keys = questions;
    scorer->item_keys = items;
    size_t position = (size_t)(form - config->codebook.forms);
    if (form->frame)
        frame_effects(scorer, arena, &config->codebook.banners[position]);
}

struct sample_unit scorer_unit(const struct scorer *scorer, size_t row, size_t copy)
{
    uint64_t own = scorer->seed;
    if (row != FRAME_NONE)
        own = text_key(scorer->seed, frame_code(scorer->form->frame, row));
    struct sample_unit unit = {.row = row, .copy = copy, .key = mixed(own + copy)};
    unit.factor = noise(unit.key + STREAM_FACTOR) * WEIGHT_FACTOR / 4;
    return unit;
}

int64_t scorer_score(const struct scorer *scorer, const struct sample_unit *unit, size_t i,
                     size_t option)
{
    const struct form *form = scorer->form;
    size_t q = (size_t)(form->items[i].question - form->questions);
    int64_t effect = 0;
    if (unit->row != FRAME_NONE)
        effect = scorer->effects[unit->row * form->question_count + q];
    return effect + unit->factor +
           noise(unit->key ^ scorer->question_keys[q]) * WEIGHT_QUESTION / 4 +
           noise((unit->key ^ scorer->item_keys[i]) + option) * WEIGHT_ITEM / 4;
}

int64_t scorer_chance(const struct scorer *scorer, const struct sample_unit *unit, size_t i)
{
    return (int64_t)(mixed((unit->key ^ scorer->item_keys[i]) + STREAM_CHANCE) >> 1);
}

int64_t scorer_response(const struct scorer *scorer, const struct sample_unit *unit)
{
    int64_t trend = unit->row == FRAME_NONE ? 0 : scorer->trends[unit->row];
    return trend + noise(unit->key + STREAM_RESPONSE) * WEIGHT_UNIT / 4;
}
