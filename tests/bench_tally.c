/*
 * How long counting takes once the rows are in memory: bench_tally SURVEY [RESPONSES]. Answers are
 * drawn at random from the legal codes, classes from the units of the frame.
 */
#include "aggregate/tally.h"

#include "common/config.h"
#include "common/frame.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Distinct responses, used again and again: more than fit into the fast caches. */
enum { DISTINCT = 4096 };

static uint64_t random_state = 1;

static size_t random_below(size_t limit)
{
    random_state = random_state * UINT64_C(6364136223846793005) + 1442695040888963407U;
    return (size_t)(random_state >> 33) % limit;
}

static uint8_t random_code(const struct question *question)
{
    if (random_below(50) == 0)
        return CODE_NA;
    if (question->type == QUESTION_SINGLE)
        return (uint8_t)question->options[random_below(question->option_count)].code;
    return CODE_TICKED;
}

static void fill_codes(uint8_t *codes, const struct form *form)
{
    for (size_t i = 0; i < form->item_count; i++) {
        const struct item *item = &form->items[i];
        memset(codes + item->slot, random_code(item->question), item->slot_count);
    }
}

static void fill_classes(uint8_t *bytes, const struct form *form, const struct banner_set *set,
                         const uint8_t *codes)
{
    size_t unit = form->frame ? random_below(form->frame->unit_count) : FRAME_NONE;
    uint16_t *classes = calloc(set->count + 1, sizeof *classes);
    if (!classes)
        abort();
    banner_classify(set, form, unit, codes, classes);
    for (size_t i = 0; i < set->count; i++) {
        bytes[2 * i] = (uint8_t)(classes[i] >> 8);
        bytes[2 * i + 1] = (uint8_t)classes[i];
    }
    free(classes);
}

static double milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return 1e3 * (double)now.tv_sec + 1e-6 * (double)now.tv_nsec;
}

static void measure(const struct form *form, const struct banner_set *set, size_t responses)
{
    struct arena arena = {0};
    struct tally_plan plan = tally_plan(&arena, form, set);
    size_t codes_size = form->slot_count, classes_size = 2 * set->count;
    uint8_t *codes = arena_array(&arena, DISTINCT, codes_size);
    uint8_t *classes = arena_array(&arena, DISTINCT, classes_size);
    for (size_t i = 0; i < DISTINCT; i++) {
        fill_codes(codes + i * codes_size, form);
        fill_classes(classes + i * classes_size, form, set, codes + i * codes_size);
    }
    double start = milliseconds();
    struct tally *tally = tally_new(&plan);
    bool counted = true;
    for (size_t i = 0; i < responses; i++)
        counted &= tally_add(tally, classes + i % DISTINCT * classes_size, classes_size,
                             codes + i % DISTINCT * codes_size, codes_size);
    if (!counted || !tally_finish(tally))
        abort();
    printf("%s: %zu responses, %zu slots, %zu banners, %zu classes: %.2f ms, %zu KiB\n", form->id,
           responses, form->slot_count, set->count, plan.class_count, milliseconds() - start,
           tally_size(&plan) / 1024);
    tally_free(tally);
    arena_release(&arena);
}

int main(int argc, char **argv)
{
    struct config config;
    if (argc < 2 || !config_read(&config, "configs", argv[1]))
        return EXIT_FAILURE;
    size_t responses = argc > 2 ? strtoull(argv[2], NULL, 10) : 1717;
    for (size_t i = 0; i < config.codebook.form_count; i++)
        measure(&config.codebook.forms[i], &config.codebook.banners[i], responses);
    config_release(&config);
    return EXIT_SUCCESS;
}
