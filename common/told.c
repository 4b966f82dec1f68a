/* Reading the tables of a folder, and finding what they tell. */
#include "common/told.h"

#include "common/message.h"
#include "common/str.h"
#include "common/told_build.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The tables of a survey with a million cells have some 200 MB; more is not what renkei writes. */
#define FILE_LIMIT ((size_t)512 << 20)

/* ---- Reading ---- */

bool told_take(struct told *told, struct arena *arena, told_find_function *find, void *context,
               struct told_error *error)
{
    *told = (struct told){0};
    *error = (struct told_error){0};
    struct told_reading reading = {
        .told = told,
        .arena = arena,
        .find = find,
        .context = context,
        .error = error,
        .now = {.wave = &told->now},
        .previous = {.wave = &told->previous},
    };
    if (!told_read_names(&reading) || !told_read_figures(&reading))
        return false;
    told_publish(&reading.now);
    told_publish(&reading.previous);
    told->panel = reading.panel;
    told->figures = reading.figures;
    told->bins = reading.bins;
    told->bin_names = reading.bin_index.names;
    told->pasts = reading.pasts;
    told->past_names = reading.past_index.names;
    told->findings = reading.findings;
    told->finding_names = reading.open.names;
    told->has_findings = find(context, "findings.csv").at != NULL;
    return true;
}

/* Tables that were read, each once. */
struct read_table {
    const char *name;
    bool there;
    struct str bytes;
};
enum { TABLE_LIMIT = 24 };

struct folder {
    const char *path;
    struct arena *arena;
    struct read_table tables[TABLE_LIMIT];
    size_t count;
    const char *failed; /* a table that is there but cannot be read */
    const char *reason;
};

static bool refuse(struct folder *folder, const char *name, const char *reason)
{
    folder->failed = name;
    folder->reason = arena_strdup(folder->arena, reason);
    return false;
}

static bool read_whole(struct folder *folder, struct read_table *table, int file)
{
    enum { CHUNK = 1 << 20 };
    struct stat status;
    if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode))
        return refuse(folder, table->name, _("it is no file"));
    ssize_t more = 1;
    while (more > 0) {
        if (table->bytes.length > FILE_LIMIT)
            return refuse(folder, table->name, _("it has more than 512 MB"));
        more = read(file, str_reserve(&table->bytes, CHUNK), CHUNK);
        table->bytes.length += more > 0 ? (size_t)more : 0;
    }
    return more == 0 || refuse(folder, table->name, strerror(errno));
}

/* Only files of its own: what a link leads to is not in the folder. */
static bool read_table(struct folder *folder, struct read_table *table)
{
    const char *path = arena_printf(folder->arena, "%s/tables/%s", folder->path, table->name);
    int file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file < 0)
        return errno == ENOENT ? false : refuse(folder, table->name, strerror(errno));
    bool read = read_whole(folder, table, file);
    close(file); /* read only: nothing can be lost */
    return read;
}

static struct told_bytes find_in_folder(void *context, const char *name)
{
    struct folder *folder = context;
    size_t at = 0;
    while (at < folder->count && strcmp(folder->tables[at].name, name) != 0)
        at++;
    if (at == TABLE_LIMIT)
        abort();
    struct read_table *table = &folder->tables[at];
    if (at == folder->count) {
        folder->count++;
        table->name = name;
        table->there = read_table(folder, table);
    }
    return table->there ? (struct told_bytes){str_text(&table->bytes), table->bytes.length}
                        : (struct told_bytes){0};
}

bool told_read(struct told *told, struct arena *arena, const char *folder, struct told_error *error)
{
    struct folder files = {.path = folder, .arena = arena};
    bool read = told_take(told, arena, find_in_folder, &files, error);
    if (files.failed != NULL) {
        *error = (struct told_error){
            .file = arena_printf(arena, "tables/%s", files.failed),
            .text = files.reason,
        };
        read = false;
    }
    for (size_t i = 0; i < files.count; i++)
        str_release(&files.tables[i].bytes);
    return read;
}

/* ---- Look-up ---- */

const struct told_form *told_form(const struct told_wave *wave, const char *form)
{
    for (size_t f = 0; f < wave->form_count; f++)
        if (strcmp(wave->forms[f].id, form) == 0)
            return &wave->forms[f];
    return NULL;
}

const struct told_item *told_item(const struct told_form *form, const char *question,
                                  const char *row)
{
    char key[TOLD_KEY_SIZE];
    if (!told_key(key, question, row))
        return NULL;
    size_t position = names_find(&form->item_names, key);
    return position == NAMES_NONE ? NULL : &form->items[position];
}

const struct told_question *told_question(const struct told_form *form, const char *question)
{
    for (size_t q = 0; q < form->question_count; q++)
        if (strcmp(form->questions[q].id, question) == 0)
            return &form->questions[q];
    return NULL;
}

const struct told_banner *told_banner(const struct told_form *form, const char *banner)
{
    for (size_t b = 0; b < form->banner_count; b++)
        if (strcmp(form->banners[b].id, banner) == 0)
            return &form->banners[b];
    return NULL;
}

size_t told_line(const struct told_form *form, const char *banner, const char *key)
{
    char name[TOLD_KEY_SIZE];
    return told_key(name, banner, key) ? names_find(&form->line_names, name) : TOLD_NONE;
}

const struct told_banner *told_banner_of(const struct told_form *form, size_t line)
{
    size_t b = 0;
    while (b + 1 < form->banner_count && form->banners[b + 1].first_line <= line)
        b++;
    return line < form->line_count ? &form->banners[b] : NULL;
}

size_t told_option(const struct told_item *item, const char *code)
{
    for (size_t o = 0; o < item->option_count; o++)
        if (strcmp(item->options[o].code, code) == 0)
            return o;
    return TOLD_NONE;
}

const struct told_cell *told_cell(const struct told_item *item, size_t option, size_t line)
{
    size_t lines = item->question->form->line_count;
    if (item->cells == NULL || option >= item->option_count || line >= lines)
        return NULL;
    const struct told_cell *cell = &item->cells[option * lines + line];
    return cell->line == 0 ? NULL : cell;
}

const struct told_number *told_number(const struct told_item *item, size_t line)
{
    if (item->numbers == NULL || line >= item->question->form->line_count)
        return NULL;
    const struct told_number *number = &item->numbers[line];
    return number->line == 0 ? NULL : number;
}

struct told_findings told_open_findings(const struct told *told, const char *form, const char *unit)
{
    char key[TOLD_KEY_SIZE];
    size_t position =
        told_key(key, form, unit) ? names_find(&told->finding_names, key) : NAMES_NONE;
    return position == NAMES_NONE ? (struct told_findings){.form = form, .unit = unit}
                                  : told->findings[position];
}
