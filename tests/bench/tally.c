/*
 * How long counting takes once the rows are in memory: tally CONNINFO SURVEY ROUNDS reads the
 * packed responses and the numbers of all forms, then counts every question by every banner, and
 * all statistics, ROUNDS times. Prints the milliseconds of each round. One thread.
 */
#include "aggregate/scan.h"
#include "aggregate/statistic.h"
#include "aggregate/tally.h"
#include "common/config.h"
#include "common/db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A form's rows as they arrive: two fields of every response, one behind the other. */
struct rows {
    struct str bytes;
    size_t count, classes_size, codes_size;
};

/* The numbers of one item, ascending. */
struct numbers {
    size_t item, classes_size, count, capacity;
    int64_t *values;
    struct str classes;
};

struct answers {
    struct tally_plan plan;
    struct rows rows;
    struct numbers *numbers;
    size_t number_items;
};

static void keep_response(void *context, const struct copy_field *fields, size_t count)
{
    struct rows *rows = context;
    (void)count;
    rows->classes_size = (size_t)fields[0].length;
    rows->codes_size = (size_t)fields[1].length;
    str_append_bytes(&rows->bytes, fields[0].bytes, rows->classes_size);
    str_append_bytes(&rows->bytes, fields[1].bytes, rows->codes_size);
    rows->count++;
}

static void keep_number(void *context, const struct copy_field *fields, size_t count)
{
    struct numbers *numbers = context;
    (void)count;
    if (numbers->count == numbers->capacity) {
        numbers->capacity = numbers->capacity ? 2 * numbers->capacity : 1024;
        numbers->values = reallocarray(numbers->values, numbers->capacity, sizeof *numbers->values);
        if (!numbers->values)
            abort();
    }
    numbers->values[numbers->count++] = copy_get_int8(&fields[0]);
    numbers->classes_size = (size_t)fields[1].length;
    str_append_bytes(&numbers->classes, fields[1].bytes, numbers->classes_size);
}

static void read_numbers(struct answers *answers, struct db *db, const char *survey)
{
    const struct form *form = answers->plan.form;
    answers->numbers = calloc(form->item_count, sizeof *answers->numbers);
    if (!answers->numbers)
        abort();
    for (size_t i = 0; i < form->item_count; i++) {
        if (form->items[i].question->type != QUESTION_NUMBER)
            continue;
        struct numbers *numbers = &answers->numbers[answers->number_items++];
        char item[24], slot[24];
        snprintf(item, sizeof item, "%zu", numbers->item = i);
        snprintf(slot, sizeof slot, "%zu", form->items[i].slot);
        const char *values[] = {survey, form->id, item, slot};
        db_copy_out(db, "aggregate/copy-numbers", 4, values, keep_number, numbers);
    }
}

static void count_numbers(const struct answers *answers, const struct tally *tally,
                          const struct numbers *numbers)
{
    const struct tally_plan *plan = &answers->plan;
    size_t slot = plan->form->items[numbers->item].slot;
    struct statistic *statistics = calloc(plan->class_count, sizeof *statistics);
    if (!statistics)
        abort();
    for (size_t b = 0; b < plan->set->count; b++)
        for (size_t c = 0; c < plan->set->banners[b].class_count; c++)
            statistic_start(&statistics[plan->first_classes[b] + c],
                            tally_count(tally, b, c, slot, CODE_TICKED));
    for (size_t i = 0; i < numbers->count; i++) {
        const uint8_t *classes = (const uint8_t *)numbers->classes.at + i * numbers->classes_size;
        for (size_t b = 0; b < plan->set->count; b++) {
            size_t class = (size_t)classes[2 * b] << 8 | classes[2 * b + 1];
            if (class != CLASS_NONE)
                statistic_add(&statistics[plan->first_classes[b] + class], numbers->values[i]);
        }
    }
    for (size_t c = 0; c < plan->class_count; c++)
        if (statistics[c].n > 1)
            (void)statistic_sd(&statistics[c]);
    free(statistics);
}

static void count_answers(const struct answers *answers)
{
    const struct rows *rows = &answers->rows;
    const uint8_t *at = (const uint8_t *)str_text(&rows->bytes);
    struct tally *tally = tally_new(&answers->plan);
    bool counted = true;
    for (size_t i = 0; i < rows->count; i++, at += rows->classes_size + rows->codes_size)
        counted &=
            tally_add(tally, at, rows->classes_size, at + rows->classes_size, rows->codes_size);
    if (!counted || !tally_finish(tally))
        abort();
    for (size_t i = 0; i < answers->number_items; i++)
        count_numbers(answers, tally, &answers->numbers[i]);
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
        read_numbers(&answers[i], &db, argv[2]);
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
