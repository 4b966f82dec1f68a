/* A job is a workbook; its result is what the manifest says of the file. */
#include "report/area_run.h"

#include "common/whole_file.h"
#include "report/area_book.h"
#include "report/read_back.h"

#include <string.h>

struct written {
    int64_t numbers, chart_points;
    int64_t size;
    char sha256[SHA256_TEXT_SIZE];
};

static void write_one(void *context, size_t job, void *result)
{
    /* Some ten times such a workbook; libxlsxwriter does not say well that a disk is full. */
    enum { WORKBOOK_ROOM = 4 << 20 };
    const struct area_run *run = context;
    struct written *written = result;
    struct arena arena = {0};
    struct outputs own = {
        .folder = run->outputs->folder, .arena = &arena, .checked = run->outputs->checked};
    struct output_file *file = output_begin(&own, run->wanted[job]->file);
    if (!whole_file_has_room(own.folder, WORKBOOK_ROOM))
        output_fail(file);
    area_book_write(run->areas, run->wanted[job], file->temporary, &arena);
    read_back_finish(run->back, file);
    written->numbers = file->numbers_compared;
    written->chart_points = file->chart_points_compared;
    written->size = file->size;
    memcpy(written->sha256, file->sha256, sizeof written->sha256);
    arena_release(&arena);
}

void areas_start(struct area_run *run, size_t size)
{
    const struct areas *areas = run->areas;
    size_t count = 0;
    run->wanted = arena_array(areas->arena, areas->count + 1, sizeof(struct area *));
    for (size_t i = 0; i < areas->count; i++) {
        if (areas->areas[i].wanted)
            run->wanted[count++] = &areas->areas[i];
    }
    struct crew_work work = {
        .count = count,
        .result_size = sizeof(struct written),
        .function = write_one,
        .context = run,
    };
    crew_start(&run->crew, &work, size);
}

void areas_finish(struct area_run *run)
{
    crew_finish(&run->crew);
    for (size_t i = 0; i < run->crew.work.count; i++) {
        const struct written *written = crew_result(&run->crew, i);
        struct output_file *file =
            output_enter(run->outputs, run->wanted[i]->file, written->size, written->sha256);
        output_compared(file, written->numbers, written->chart_points);
    }
    crew_release(&run->crew);
}
