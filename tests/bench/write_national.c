/*
 * How long national.xlsx takes once the counts are in memory: write_national CONNINFO SURVEY
 * WORKBOOK ROUNDS does what renkei-report does between reading the database and renaming the
 * finished file, ROUNDS times. Prints the milliseconds of each round.
 */
#include "common/config.h"
#include "common/db.h"
#include "report/cells.h"
#include "report/loaded.h"
#include "report/national.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double milliseconds_now(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        abort();
    return 1e3 * (double)now.tv_sec + 1e-6 * (double)now.tv_nsec;
}

static void write_workbook(const struct config *config, const struct loaded *loaded,
                           const struct cells *cells, const char *path)
{
    struct arena arena = {0};
    struct book book = {.config = config, .loaded = loaded, .arena = &arena};
    national_open(&book, path);
    for (size_t i = 0; i < config->codebook.form_count; i++)
        if (loaded->turnouts[i].answered > 0)
            national_write_form(&book, &cells[i]);
    national_close(&book);
    arena_release(&arena);
}

int main(int argc, char **argv)
{
    struct config config = {0};
    struct loaded loaded = {0};
    struct arena arena = {0};
    struct db db;
    if (argc != 5) {
        fprintf(stderr, "usage: write_national CONNINFO SURVEY WORKBOOK ROUNDS\n");
        return EXIT_FAILURE;
    }
    struct settings settings = {.db = argv[1], .survey = argv[2], .configs = "configs"};
    config_require(&config, settings.configs, settings.survey);
    const struct codebook *codebook = &config.codebook;
    struct cells *cells = arena_array(&arena, codebook->form_count, sizeof *cells);
    db_open(&db, &settings, "renkei-bench");
    loaded_read(&loaded, &arena, &db, &config);
    for (size_t i = 0; i < codebook->form_count; i++) {
        if (loaded.turnouts[i].answered == 0)
            continue;
        cells_init(&cells[i], &arena, &codebook->forms[i], &codebook->banners[i]);
        cells_extend(&cells[i], &arena, &config, &loaded.turnouts[i]);
        cells_read(&cells[i], &arena, &db, argv[2]);
    }
    db_close(&db);
    for (long round = strtol(argv[4], NULL, 10); round > 0; round--) {
        double started = milliseconds_now();
        write_workbook(&config, &loaded, cells, argv[3]);
        printf("%.1f\n", milliseconds_now() - started);
    }
    return EXIT_SUCCESS;
}
