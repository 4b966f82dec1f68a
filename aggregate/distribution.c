#include "aggregate/distribution.h"

#include <stdlib.h>
#include <string.h>

enum {
    DISTRIBUTION_SMALLEST = 64, /* values there is room for at first */
    NUMBER_SIZE = 8,
};

/* A table of one row per value, with a counter per class; rows are in the order of arrival and are
 * found by a hash table that is never more than half full. */
struct distribution {
    size_t item, slot;
    int64_t *values;  /* [capacity] */
    uint32_t *counts; /* [capacity][class_count] */
    uint32_t *rows;   /* [2 * capacity]: row + 1, 0 in a free place */
    size_t count, capacity;
    bool given_up;
};

struct distributions {
    const struct tally_plan *plan;
    struct distribution *items;
    size_t item_count;
    size_t largest;  /* values per item */
    size_t *classes; /* [set->count]: the classes of a response, numbered through all banners */
    size_t in_classes;
};

/* ---- Life ---- */

static void *zeroed(size_t count, size_t size)
{
    void *memory = calloc(count + 1, size);
    if (!memory)
        abort();
    return memory;
}

static size_t row_size(const struct tally_plan *plan)
{
    return sizeof(int64_t) + (plan->class_count + 2) * sizeof(uint32_t);
}

struct distributions *distributions_new(const struct tally_plan *plan, size_t memory)
{
    const struct form *form = plan->form;
    struct distributions *distributions = zeroed(1, sizeof *distributions);
    distributions->plan = plan;
    distributions->items = zeroed(form->item_count, sizeof *distributions->items);
    distributions->classes = zeroed(plan->set->count, sizeof *distributions->classes);
    for (size_t i = 0; i < form->item_count; i++)
        if (form->items[i].question->type == QUESTION_NUMBER)
            distributions->items[distributions->item_count++] =
                (struct distribution){.item = i, .slot = form->items[i].slot};
    if (distributions->item_count)
        distributions->largest = memory / distributions->item_count / row_size(plan);
    return distributions;
}

static void empty(struct distribution *distribution)
{
    free(distribution->values);
    free(distribution->counts);
    free(distribution->rows);
    *distribution = (struct distribution){.item = distribution->item, .slot = distribution->slot};
}

void distributions_free(struct distributions *distributions)
{
    if (!distributions)
        return;
    for (size_t i = 0; i < distributions->item_count; i++)
        empty(&distributions->items[i]);
    free(distributions->items);
    free(distributions->classes);
    free(distributions);
}

/* ---- Finding a value ---- */

/* The place of a value in the hash table, or the free one where it belongs. */
static size_t place_of(const struct distribution *distribution, int64_t value)
{
    /* Multiplied by 2^64 divided by the golden ratio, neighbours come far apart (Knuth, The Art of
     * Computer Programming 3, 6.4); the high half is the better one. */
    uint64_t hash = (uint64_t)value * UINT64_C(0x9E3779B97F4A7C15) >> 32;
    size_t last = 2 * distribution->capacity - 1;
    size_t place = hash & last;
    while (distribution->rows[place] &&
           distribution->values[distribution->rows[place] - 1] != value)
        place = (place + 1) & last;
    return place;
}

static void give_up(struct distribution *distribution)
{
    empty(distribution);
    distribution->given_up = true;
}

static void *grown(void *memory, size_t count, size_t size)
{
    memory = reallocarray(memory, count, size);
    if (!memory)
        abort();
    return memory;
}

/* Doubles the room. False if that is more than there may be: the item is given up. */
static bool grow(const struct distributions *distributions, struct distribution *distribution)
{
    size_t capacity = distribution->capacity ? 2 * distribution->capacity : DISTRIBUTION_SMALLEST;
    if (capacity > distributions->largest) {
        give_up(distribution);
        return false;
    }
    size_t classes = distributions->plan->class_count;
    distribution->values = grown(distribution->values, capacity, sizeof *distribution->values);
    distribution->counts =
        grown(distribution->counts, capacity * classes, sizeof *distribution->counts);
    free(distribution->rows);
    distribution->rows = zeroed(2 * capacity, sizeof *distribution->rows);
    distribution->capacity = capacity;
    for (size_t row = 0; row < distribution->count; row++)
        distribution->rows[place_of(distribution, distribution->values[row])] = (uint32_t)row + 1;
    return true;
}

/* The counters of a value; NULL if there is no room for one more. */
static uint32_t *counts_of(const struct distributions *distributions,
                           struct distribution *distribution, int64_t value)
{
    size_t classes = distributions->plan->class_count;
    size_t place = distribution->capacity ? place_of(distribution, value) : 0;
    if (distribution->capacity && distribution->rows[place])
        return distribution->counts + (distribution->rows[place] - 1) * classes;
    if (distribution->count == distribution->capacity) {
        if (!grow(distributions, distribution))
            return NULL;
        place = place_of(distribution, value);
    }
    size_t row = distribution->count++;
    distribution->rows[place] = (uint32_t)row + 1;
    distribution->values[row] = value;
    return memset(distribution->counts + row * classes, 0, classes * sizeof(uint32_t));
}

/* ---- Adding ---- */

static void take_classes(struct distributions *distributions, const uint8_t *classes)
{
    const struct tally_plan *plan = distributions->plan;
    distributions->in_classes = 0;
    for (size_t b = 0; b < plan->set->count; b++) {
        size_t class = (size_t)classes[2 * b] << 8 | classes[2 * b + 1];
        if (class != CLASS_NONE)
            distributions->classes[distributions->in_classes++] = plan->first_classes[b] + class;
    }
}

static int64_t number_at(const uint8_t *bytes)
{
    uint64_t number = 0;
    for (size_t i = 0; i < NUMBER_SIZE; i++)
        number = number << 8 | bytes[i];
    return (int64_t)number;
}

static void add_number(const struct distributions *distributions, struct distribution *distribution,
                       int64_t value)
{
    uint32_t *counts =
        distribution->given_up ? NULL : counts_of(distributions, distribution, value);
    for (size_t i = 0; counts && i < distributions->in_classes; i++)
        counts[distributions->classes[i]]++;
}

bool distributions_add(struct distributions *distributions, const uint8_t *classes,
                       const uint8_t *codes, const uint8_t *numbers, size_t numbers_size)
{
    if (numbers_size)
        take_classes(distributions, classes);
    const uint8_t *end = numbers + numbers_size;
    for (size_t i = 0; i < distributions->item_count; i++) {
        if (codes[distributions->items[i].slot] != CODE_TICKED)
            continue;
        if (end - numbers < NUMBER_SIZE)
            return false;
        int64_t value = number_at(numbers);
        if (value <= -NUMBER_LIMIT || value >= NUMBER_LIMIT)
            return false;
        add_number(distributions, &distributions->items[i], value);
        numbers += NUMBER_SIZE;
    }
    return numbers == end;
}

static void merge_item(const struct distributions *distributions, struct distribution *into,
                       const struct distribution *other)
{
    size_t classes = distributions->plan->class_count;
    if (other->given_up)
        give_up(into);
    for (size_t row = 0; row < other->count && !into->given_up; row++) {
        uint32_t *counts = counts_of(distributions, into, other->values[row]);
        for (size_t c = 0; counts && c < classes; c++)
            counts[c] += other->counts[row * classes + c];
    }
}

void distributions_merge(struct distributions *distributions, const struct distributions *others)
{
    for (size_t i = 0; i < distributions->item_count; i++)
        merge_item(distributions, &distributions->items[i], &others->items[i]);
}

/* ---- Reading off ---- */

struct value_row {
    int64_t value;
    size_t row;
};

static int compare_values(const void *a, const void *b)
{
    int64_t left = ((const struct value_row *)a)->value;
    int64_t right = ((const struct value_row *)b)->value;
    return (left > right) - (left < right);
}

static void feed(const struct distributions *distributions, const struct distribution *distribution,
                 struct statistic *statistics)
{
    size_t classes = distributions->plan->class_count;
    struct value_row *order = zeroed(distribution->count, sizeof *order);
    for (size_t row = 0; row < distribution->count; row++)
        order[row] = (struct value_row){distribution->values[row], row};
    qsort(order, distribution->count, sizeof *order, compare_values);
    for (size_t i = 0; i < distribution->count; i++) {
        const uint32_t *counts = distribution->counts + order[i].row * classes;
        for (size_t c = 0; c < classes; c++)
            if (counts[c])
                statistic_add_times(&statistics[c], order[i].value, counts[c]);
    }
    free(order);
}

bool distributions_read(const struct distributions *distributions, size_t item,
                        struct statistic *statistics)
{
    for (size_t i = 0; i < distributions->item_count; i++) {
        const struct distribution *distribution = &distributions->items[i];
        if (distribution->item != item || distribution->given_up)
            continue;
        feed(distributions, distribution, statistics);
        return true;
    }
    return false;
}
