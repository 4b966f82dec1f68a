/* At most 100 columns: what identifies a unit is never cut, names and files are. Whatever does not
 * fit beside it, what was typed and corrected, goes on the line below. */
#include "report/trace.h"

#include "common/display.h"
#include "common/message.h"
#include "common/round.h"
#include "report/status_screen.h"
#include "report/status_text.h"
#include "report/words.h"

#include <stdlib.h>
#include <string.h>

enum { TRACE_WIDTH = 100, COLUMNS = 8, GAP = 1, INDENT = 4, TEXT_MOST = 200, HASH_SHOWN = 8 };

enum column_of_table { CODE, NAME, AREA, VALUE, FILE_NAME, PLACE, RECEIVED, HASH };

/* A line of the table; `remark` stands below it, "" for none. */
struct line {
    const char *fields[COLUMNS];
    const char *remark;
};

struct table {
    const struct trace_cell *cell;
    struct arena arena;
    struct line *lines;
    size_t count, room;
    int64_t limit; /* 0: none */
    size_t widths[COLUMNS];
};

/* Columns that texts are cut to; 0: never. */
static const size_t most[COLUMNS] = {
    [NAME] = 16, [AREA] = 12, [VALUE] = 12, [FILE_NAME] = 20, [PLACE] = 20};

static const char *visible(struct table *table, const char *text)
{
    struct str out = {0};
    visible_append(&out, text, TEXT_MOST);
    const char *copy = arena_strdup(&table->arena, str_text(&out));
    str_release(&out);
    return copy;
}

static const char *last_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

/* 調査票!C12; line 12 of a CSV; - where nothing says it. */
static const char *place_words(struct table *table, const struct trace_unit *unit)
{
    if (unit->line > 0)
        return arena_printf(&table->arena, _("line %lld"), (long long)unit->line);
    if (*unit->cell == '\0')
        return "-";
    return arena_printf(&table->arena, "%s!%s", visible(table, unit->sheet), unit->cell);
}

/* What was typed and what became of it. */
static const char *remark_words(struct table *table, const struct trace_unit *unit)
{
    const char *remark = "";
    if (unit->typed != NULL)
        remark = arena_printf(&table->arena, _("typed [%s]"), visible(table, unit->typed));
    if (unit->corrected != NULL) {
        remark = arena_printf(&table->arena, _("%s%scorrected to [%s]"), remark,
                              *remark == '\0' ? "" : ", ", visible(table, unit->corrected));
        if (*unit->query != '\0')
            remark = arena_printf(&table->arena, _("%s, query %s"), remark, unit->query);
        if (*unit->reason != '\0')
            remark = arena_printf(&table->arena, "%s: %s", remark, visible(table, unit->reason));
        return remark;
    }
    if (*unit->rule != '\0')
        return arena_printf(&table->arena, _("%s, read by the rule: %s"), remark, unit->rule);
    if (*unit->finding != '\0')
        return arena_printf(&table->arena, "%s%s%s", remark, *remark == '\0' ? "" : ", ",
                            unit->finding);
    return remark;
}

static void add_line(void *context, const struct trace_unit *unit)
{
    struct table *table = context;
    char day[MOMENT_SIZE];
    if (table->limit > 0 && (int64_t)table->count >= table->limit)
        return;
    if (table->count == table->room) {
        size_t room = table->room == 0 ? 64 : 2 * table->room;
        struct line *lines = arena_array(&table->arena, room, sizeof *lines);
        if (table->count > 0)
            memcpy(lines, table->lines, table->count * sizeof *lines);
        table->lines = lines;
        table->room = room;
    }
    struct line *line = &table->lines[table->count++];
    line->fields[CODE] = visible(table, unit->unit);
    line->fields[NAME] = visible(table, unit->name);
    line->fields[AREA] = visible(table, unit->area);
    line->fields[VALUE] = visible(table, unit->value);
    line->fields[FILE_NAME] = visible(table, last_name(unit->file));
    line->fields[PLACE] = place_words(table, unit);
    line->fields[RECEIVED] =
        unit->received == 0 ? ""
                            : arena_strdup(&table->arena, day_text(day, local_day(unit->received)));
    line->fields[HASH] = arena_copy(&table->arena, unit->sha256, strnlen(unit->sha256, HASH_SHOWN));
    line->remark = remark_words(table, unit);
}

/* ---- The heading ---- */

static const char *whole(struct arena *arena, int64_t value)
{
    struct str text = {0};
    append_whole(&text, value);
    const char *copy = arena_strdup(arena, str_text(&text));
    str_release(&text);
    return copy;
}

static const char *answer_words(struct arena *arena, const struct trace_cell *cell)
{
    const struct question *question = cell->item->question;
    switch (cell->answer) {
    case TRACE_OPTION:
        return words_answer(arena, question, cell->option);
    case TRACE_NA:
        return words_answer(arena, question, question->option_count);
    case TRACE_INVALID:
        return words_answer(arena, question, question->option_count + 1);
    case TRACE_SUBTOTAL:
        return cell->subtotal->label;
    case TRACE_ALL:
        return _("all who were asked");
    case TRACE_NUMBER:
        break;
    }
    return _("the numbers");
}

static const char *count_words(struct arena *arena, const struct trace_cell *cell,
                               const struct trace_count *count)
{
    char percent[DECIMAL_SIZE] = "-";
    if (cell->answer == TRACE_NUMBER)
        return arena_printf(arena, _("n %s, missing %s; %s"), whole(arena, count->count),
                            whole(arena, count->base - count->count), count->measures);
    if (count->base > 0)
        decimal_text(percent, percent_tenths(count->count, count->base), 1);
    return arena_printf(arena, _("%s of %s asked (%s%%); %s answered usably"),
                        whole(arena, count->count), whole(arena, count->base), percent,
                        whole(arena, count->valid));
}

/* From which columns the answer was read, or from what it was computed. */
static const char *column_words(struct arena *arena, const struct trace_cell *cell)
{
    struct trace_columns columns = trace_cell_columns(cell);
    const struct question *question = cell->item->question;
    const char *names = "";
    if (question->derived && cell->answer == TRACE_OPTION)
        return arena_printf(arena, _("computed: %s"), question->options[cell->option].when_text);
    if (question->derived)
        return _("computed from answers");
    for (size_t i = 0; i < columns.count; i++)
        if (columns.first[i].kind != COLUMN_OPTION_TEXT)
            names = arena_printf(arena, "%s%s%s", names, *names == '\0' ? "" : ", ",
                                 columns.first[i].name);
    return arena_printf(arena, _("column: %s (in forms the cell named a_…)"), names);
}

static void show_heading(struct screen *screen, struct arena *arena, const struct trace_cell *cell,
                         const struct trace_count *count)
{
    const struct question *question = cell->item->question;
    const struct banner *banner = &cell->banners->banners[cell->banner];
    const struct class *class = &banner->classes[cell->class];
    char moment[MOMENT_SIZE];
    screen_heading(screen, arena_printf(arena, "%s %s%s%s", words_number(question), question->text,
                                        cell->item->row == NULL ? "" : " ",
                                        cell->item->row == NULL ? "" : cell->item->row->label));
    screen_text(screen, INDENT, answer_words(arena, cell));
    screen_text(
        screen, INDENT,
        arena_printf(arena, "%s: %s (%s:%s)", banner->label, class->label, banner->id, class->key));
    screen_text(screen, INDENT, count_words(arena, cell, count));
    screen_text(screen, INDENT, column_words(arena, cell));
    screen_text(screen, INDENT,
                arena_printf(arena, _("counted by run %s, %s, by %s, renkei %s"), count->run,
                             moment_text(moment, count->finished), count->who, count->version));
    if (count->changed != NULL)
        screen_text(screen, INDENT,
                    arena_printf(arena,
                                 _("responses have changed since, last in run %s: count "
                                   "again with 'renkei aggregate'"),
                                 count->changed));
    str_append_char(&screen->out, '\n');
}

/* ---- The table ---- */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void fit_widths(struct table *table, const struct line *header)
{
    size_t used = 0;
    for (size_t c = 0; c < COLUMNS; c++) {
        size_t widest = 0;
        for (size_t i = 0; i < table->count; i++) {
            size_t width = display_width(table->lines[i].fields[c]);
            widest = width > widest ? width : widest;
        }
        if (widest > 0 && display_width(header->fields[c]) > widest)
            widest = display_width(header->fields[c]);
        table->widths[c] = most[c] > 0 ? least(widest, most[c]) : widest;
        used += table->widths[c] + (table->widths[c] > 0 ? GAP : 0);
    }
    /* files give way to long codes */
    size_t over = used > TRACE_WIDTH + GAP ? used - TRACE_WIDTH - GAP : 0;
    table->widths[FILE_NAME] -= least(over, table->widths[FILE_NAME] / 2);
}

static void show_line(struct screen *screen, const struct table *table, const struct line *line)
{
    struct str *out = &screen->out;
    for (size_t c = 0; c < COLUMNS; c++) {
        if (table->widths[c] == 0)
            continue;
        bool number = c == VALUE && table->cell->answer == TRACE_NUMBER;
        pad_append(out, line->fields[c], table->widths[c], number ? PAD_LEFT : PAD_RIGHT);
        str_append_char(out, ' ');
    }
    while (out->length > 0 && out->at[out->length - 1] == ' ')
        out->at[--out->length] = '\0';
    str_append_char(out, '\n');
    if (line->remark != NULL && *line->remark != '\0')
        screen_text(screen, INDENT, line->remark);
}

static void show_table(struct screen *screen, struct table *table, int64_t units)
{
    struct line header = {{_("code"), _("name"), _("area"), _("value"), _("file"), _("place"),
                           _("received"), "SHA-256"},
                          NULL};
    fit_widths(table, &header);
    if (table->count > 0)
        show_line(screen, table, &header);
    for (size_t i = 0; i < table->count; i++)
        show_line(screen, table, &table->lines[i]);
    if (units > (int64_t)table->count)
        screen_text(screen, 0,
                    arena_printf(&table->arena, _("… and %s more (--limit 0 or --as csv: all)"),
                                 whole(&table->arena, units - (int64_t)table->count)));
    if (units == 0)
        screen_text(screen, 0, _("no units"));
}

struct trace_listed trace_screen(const struct trace_cell *cell, struct db *db,
                                 const struct trace_count *count, int64_t limit)
{
    struct table table = {.cell = cell, .limit = limit};
    struct trace_listed listed =
        trace_units_each(cell, db, limit > 0 ? limit : INT64_MAX, add_line, &table);
    struct screen screen = screen_start(false);
    show_heading(&screen, &table.arena, cell, count);
    show_table(&screen, &table, listed.units);
    screen_finish(&screen);
    arena_release(&table.arena);
    return listed;
}
