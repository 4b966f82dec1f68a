/*
 * Rows are made by workers, a block at a time, and written in their order: the file does not
 * depend on the number of workers, and memory not on the number of rows.
 */
#include "ingest/sample_write.h"

#include "common/csv.h"
#include "common/message.h"
#include "common/number.h"
#include "common/round.h"
#include "common/whole_file.h"
#include "ingest/form_batch.h"
#include "ingest/pool.h"

#include <errno.h>
#include <stdio.h>

/* A block of rows is worth handing to a worker and stays within a few megabytes. */
enum { BLOCK_ROWS = 1024, BLOCKS_PER_WORKER = 2 };

/* ---- One response ---- */

/* One response, made or looked up; what it needs lives in the arena it was made with. */
struct sample_row {
    const char *code; /* of the unit: 112241, 112241#3 for a replica, 17 without a frame */
    struct sample_unit unit;
    const uint8_t *codes;
    const int64_t *numbers;
};

static struct sample_row drawn_row(const struct sample_source *source, size_t index,
                                   struct arena *arena)
{
    const struct form *form = source->model->form;
    struct sample_row row = {0};
    if (form->frame) {
        size_t units = form->frame->unit_count;
        row.unit = scorer_unit(&source->model->scorer, index % units, index / units + 1);
        row.code =
            arena_printf(arena, "%s#%zu", frame_code(form->frame, row.unit.row), row.unit.copy);
    } else {
        row.unit = scorer_unit(&source->model->scorer, FRAME_NONE, index + 1);
        row.code = arena_printf(arena, "%zu", index + 1);
    }
    struct sample_response response = {
        .unit = &row.unit,
        .codes = arena_alloc(arena, form->slot_count),
        .numbers = arena_array(arena, form->item_count, sizeof(int64_t)),
    };
    sample_draw(source->model, &response);
    row.codes = response.codes;
    row.numbers = response.numbers;
    return row;
}

static struct sample_row sample_row(const struct sample_source *source, size_t index,
                                    struct arena *arena)
{
    const struct sample_answers *answers = source->answers;
    const struct form *form = source->model->form;
    if (!answers)
        return drawn_row(source, index, arena);
    const struct sample_unit *unit = &answers->units[index];
    return (struct sample_row){
        .code = form->frame ? frame_code(form->frame, unit->row)
                            : arena_printf(arena, "%zu", unit->copy),
        .unit = *unit,
        .codes = answers->codes + index * form->slot_count,
        .numbers = answers->numbers + index * form->item_count,
    };
}

static const char *number_value(int64_t number, struct arena *arena)
{
    char *text = arena_alloc(arena, DECIMAL_SIZE);
    int decimals = number_decimals(number);
    for (int d = decimals; d < NUMBER_DECIMALS; d++)
        number /= 10;
    return decimal_text(text, number, decimals);
}

/* A few different texts, so that lists of them look like lists. */
static const char *synthetic_text(const struct sample_source *source, const struct sample_row *row,
                                  const struct column *column, struct arena *arena)
{
    enum { TEXTS = 9 };
    int64_t chance = scorer_chance(&source->model->scorer, &row->unit, column->item);
    const char *what = column->kind == COLUMN_OPTION_TEXT ? "記述" : "自由記述";
    return arena_printf(arena, "合成データの%s %d", what, (int)(chance / 7 % TEXTS) + 1);
}

/* What stands in a column, as a CSV has it; NULL if blank. */
static const char *sample_value(const struct sample_source *source, const struct sample_row *row,
                                const struct column *column, struct arena *arena)
{
    const struct item *item = &source->model->form->items[column->item];
    const struct question *question = item->question;
    bool multiple = question->type == QUESTION_MULTIPLE;
    int code = row->codes[item->slot + (multiple ? column->option_index : 0)];
    if (code > CODE_LARGEST_OPTION)
        return NULL;
    if (column->kind == COLUMN_OPTION_TEXT) {
        bool given = code == (multiple ? CODE_TICKED : column->option->code);
        return given ? synthetic_text(source, row, column, arena) : NULL;
    }
    switch (question->type) {
    case QUESTION_MULTIPLE:
        return code == CODE_TICKED ? "1" : "0";
    case QUESTION_SINGLE:
        return arena_printf(arena, "%d", code);
    case QUESTION_NUMBER:
        return number_value(row->numbers[column->item], arena);
    case QUESTION_TEXT:
        break;
    }
    return synthetic_text(source, row, column, arena);
}

/* ---- CSV ---- */

struct block {
    size_t first, count;
    struct arena arena;
    struct str text;
};

static void write_block(void *context, size_t worker, void *argument)
{
    const struct sample_source *source = context;
    const struct form *form = source->model->form;
    struct block *block = argument;
    (void)worker;
    str_reset(&block->text);
    for (size_t r = block->first; r < block->first + block->count; r++) {
        arena_reset(&block->arena);
        struct sample_row row = sample_row(source, r, &block->arena);
        csv_append_raw(&block->text, row.code);
        for (size_t c = 0; c < form->column_count; c++) {
            const char *value = sample_value(source, &row, &form->columns[c], &block->arena);
            csv_append_raw(&block->text, value ? value : "");
        }
        csv_append_raw(&block->text, "合成データ");
        csv_end_record(&block->text);
    }
}

static void release_block(void *argument)
{
    struct block *block = argument;
    arena_release(&block->arena);
    str_release(&block->text);
}

static void append_header(struct str *text, const struct form *form)
{
    str_append(text, CSV_BOM);
    csv_append_raw(text, "unit");
    for (size_t c = 0; c < form->column_count; c++)
        csv_append_raw(text, form->columns[c].name);
    csv_append_raw(text, "_synthetic");
    csv_end_record(text);
}

/* False with errno if the file cannot be written. */
static bool write_rows(const struct sample_source *source, FILE *file, struct pool *pool)
{
    struct progress progress = progress_start(source->model->form->id, source->count);
    size_t next = 0, done = 0;
    int reason = 0;
    for (;;) {
        struct block *block = NULL;
        if (next < source->count && !reason && (block = pool_vacant(pool))) {
            size_t left = source->count - next;
            block->first = next;
            block->count = left < BLOCK_ROWS ? left : BLOCK_ROWS;
            next += block->count;
            pool_submit(pool);
            continue;
        }
        block = pool_collect(pool);
        if (!block)
            break;
        if (!reason && fwrite(block->text.at, 1, block->text.length, file) != block->text.length)
            reason = errno;
        done += block->count;
        pool_vacate(pool);
        progress_update(&progress, done);
    }
    progress_finish(&progress, done);
    errno = reason;
    return !reason;
}

static bool write_file(const struct sample_source *source, FILE *file)
{
    struct str header = {0};
    append_header(&header, source->model->form);
    bool good = fwrite(header.at, 1, header.length, file) == header.length;
    str_release(&header);
    if (!good)
        return false;
    struct pool_settings settings = {
        .workers = pool_processors(),
        .job_count = pool_processors() * BLOCKS_PER_WORKER,
        .job_size = sizeof(struct block),
        .work = write_block,
        .context = (void *)(uintptr_t)source,
    };
    struct pool *pool = pool_new(&settings);
    good = write_rows(source, file, pool);
    int reason = errno;
    pool_free(pool, release_block);
    errno = reason;
    return good;
}

void sample_write_csv(const struct sample_source *source, const char *path)
{
    struct arena arena = {0};
    const char *temporary = whole_file_begin(&arena, path);
    FILE *file = fopen(temporary, "wb");
    if (!file || !write_file(source, file) || fclose(file) != 0)
        whole_file_fail(path);
    whole_file_finish(temporary, path);
    arena_release(&arena);
}

/* ---- Forms ---- */

struct form_folder {
    const struct sample_source *source;
    const char *folder;
};

static const char *form_path(const struct sample_source *source, const struct sample_row *row,
                             const char *folder, struct arena *arena)
{
    const struct frame *frame = source->model->form->frame;
    return form_batch_path(arena, folder, row->code, frame ? frame_name(frame, row->unit.row) : "");
}

static const char *prepare_form(const void *context, size_t index, struct arena *arena,
                                struct form_sheet *sheet)
{
    const struct form_folder *folder = context;
    const struct sample_source *source = folder->source;
    const struct form *form = source->model->form;
    struct sample_row row = sample_row(source, index, arena);
    const char **values = arena_array(arena, form->column_count, sizeof *values);
    for (size_t c = 0; c < form->column_count; c++) {
        values[c] = sample_value(source, &row, &form->columns[c], arena);
        if (form->columns[c].kind == COLUMN_TICK && values[c] && *values[c] == '0')
            values[c] = NULL;
    }
    *sheet = (struct form_sheet){
        .codebook = &source->config->codebook,
        .form = form,
        .unit = row.code,
        .unit_name = form->frame ? form_batch_unit_name(arena, form->frame, row.unit.row) : "",
        .values = values,
        .synthetic = true,
    };
    return form_path(source, &row, folder->folder, arena);
}

void sample_write_forms(const struct sample_source *source, const char *folder)
{
    struct form_folder context = {source, folder};
    struct form_batch batch = {
        .label = source->model->form->id,
        .count = source->count,
        .prepare = prepare_form,
        .context = &context,
    };
    whole_file_folder(folder);
    form_batch_write(&batch);
}

void sample_list_forms(struct str *list, const struct sample_source *source)
{
    struct arena arena = {0};
    for (size_t i = 0; i < source->count; i++) {
        arena_reset(&arena);
        struct sample_row row = sample_row(source, i, &arena);
        sample_list_file(list, form_path(source, &row, source->model->form->id, &arena));
    }
    arena_release(&arena);
}
