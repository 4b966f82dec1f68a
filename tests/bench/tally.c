/*
 * How long counting takes once the rows are in memory: tally CONNINFO SURVEY ROUNDS reads the
 * packed responses and the numbers of all forms, then counts every question by every banner, and
 * all statistics, ROUNDS times. Prints the milliseconds of each round. One thread.
 */
#include "aggregate/distribution.h"
#include "aggregate/statistic.h"
#include "aggregate/tally.h"
#include "common/config.h"
#include "common/db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The largest part of the program's memory that distributions get. */
#define DISTRIBUTIONS_MEMORY ((size_t)16 << 20)

/* A form's rows as they arrive: three fields of every response, one behind the other. */
struct rows {
    struct str bytes;
    struct str numbers_sizes; /* a byte per row: bytes of its numbers / 8 */
    size_t count, classes_size, codes_size;
};

struct answers {
    struct tally_plan plan;
    struct rows rows;
};

static void keep_response(void *context, const struct copy_field *fields, size_t count)
{
    struct rows *rows = context;
    (void)count;
    rows->classes_size = (size_t)fields[0].length;
    rows->codes_size = (size_t)fields[1].length;
    for (size_t i = 0; i < 3; i++)
        str_append_bytes(&rows->bytes, fields[i].bytes, (size_t)fields[i].length);
    str_append_char(&rows->numbers_sizes, (char)(fields[2].length / 8));
    rows->count++;
}

static void count_numbers(const struct tally *tally, const struct distributions *distributions,
                          size_t item)
{
    const struct tally_plan *plan = tally->plan;
    size_t slot = plan->form->items[item].slot;
    struct statistic *statistics = calloc(plan->class_count, sizeof *statistics);
    if (!statistics)
        abort();
    for (size_t b = 0; b < plan->set->count; b++)
        for (size_t c = 0; c < plan->set->banners[b].class_count; c++)
            statistic_start(&statistics[plan->first_classes[b] + c],
                            tally_count(tally, b, c, slot, CODE_TICKED));
    if (!distributions_read(distributions, item, statistics))
        abort();
    for (size_t c = 0; c < plan->class_count; c++)
        if (statistics[c].n > 1)
            (void)statistic_sd(&statistics[c]);
    free(statistics);
}

static void count_answers(const struct answers *answers)
{
    const struct rows *rows = &answers->rows;
    const struct form *form = answers->plan.form;
    const uint8_t *at = (const uint8_t *)str_text(&rows->bytes);
    struct tally *tally = tally_new(&answers->plan);
    struct distributions *distributions = distributions_new(&answers->plan, DISTRIBUTIONS_MEMORY);
    bool counted = true;
    for (size_t i = 0; i < rows->count; i++) {
        const uint8_t *codes = at + rows->classes_size, *numbers = codes + rows->codes_size;
        size_t numbers_size = 8 * (size_t)(unsigned char)rows->numbers_sizes.at[i];
        counted &= tally_add(tally, at, rows->classes_size, codes, rows->codes_size) &&
                   distributions_add(distributions, at, codes, numbers, numbers_size);
        at = numbers + numbers_size;
    }
    if (!counted || !tally_finish(tally))
        abort();
    for (size_t i = 0; i < form->item_count; i++)
        if (form->items[i].question->type == QUESTION_NUMBER)
            count_numbers(tally, distributions, i);
    distributions_free(distributions);
    tally_free(tally);
}

static double milliseconds_now(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        abort();
    return 1e3 * (double)now.tv_sec + 1e-6 * (double)now.tv_nsec;
}

int main(int argc, char **argv)
{
    struct config config = {0};
    struct arena arena = {0};
    struct db db;
    if (argc != 4) {
        fprintf(stderr, "usage: tally CONNINFO SURVEY ROUNDS\n");
        return EXIT_FAILURE;
    }
    struct settings settings = {.db = argv[1], .survey = argv[2], .configs = "configs"};
    config_require(&config, settings.configs, settings.survey);
    const struct codebook *codebook = &config.codebook;
    struct answers *answers = arena_array(&arena, codebook->form_count, sizeof *answers);
    db_open(&db, &settings, "renkei-bench");
    for (size_t i = 0; i < codebook->form_count; i++) {
        const char *values[] = {argv[2], codebook->forms[i].id, "(0,0)", "(4294967295,0)"};
        answers[i].plan = tally_plan(&arena, &codebook->forms[i], &codebook->banners[i]);
        db_copy_out(&db, "aggregate/copy-responses", 4, values, keep_response, &answers[i].rows);
        fprintf(stderr, "%s: %zu responses, %zu slots, %zu banners, %zu classes, %zu KiB\n",
                codebook->forms[i].id, answers[i].rows.count, codebook->forms[i].slot_count,
                codebook->banners[i].count, answers[i].plan.class_count,
                tally_size(&answers[i].plan) / 1024);
    }
    for (long round = strtol(argv[3], NULL, 10); round > 0; round--) {
        double started = milliseconds_now();
        for (size_t i = 0; i < codebook->form_count; i++)
            count_answers(&answers[i]);
        printf("%.2f\n", milliseconds_now() - started);
    }
    db_close(&db);
    return EXIT_SUCCESS;
}
