/* Lines of CSV become cells; cells with the same figure, question and row become one item. */
#include "aggregate/audit_table.h"

#include "common/csv.h"
#include "common/message.h"
#include "common/nearest.h"

#include <string.h>

/* Where each column stands in a file; -1: nowhere. */
struct layout {
    int at[AUDIT_COLUMNS];
    size_t width;
};

struct reader {
    struct audit_table *table;
    struct mistakes *mistakes;
    struct names figures, items, cells;
    size_t file; /* at hand */
    const char *path;
    struct layout layout;
    const char *figure; /* of the line before */
};

static void file_mistake(struct reader *reader, long line, const char *hint, const char *text)
{
    struct mistake place = {.file = reader->path, .line = line};
    mistakes_add(reader->mistakes, &place, hint, "%s", text);
}

/* ---- The header ---- */

/* Columns of remarks, which nobody takes for a figure. */
static bool is_remark(const char *header)
{
    static const char *const words[] = {"", "備考", "注", "出典", "note", "notes", "source"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(header, words[i]) == 0)
            return true;
    return *header == '_';
}

static void unknown_column(struct reader *reader, long line, const char *header)
{
    const char *names[AUDIT_COLUMNS];
    for (int i = 0; i < AUDIT_COLUMNS; i++)
        names[i] = audit_column_name((enum audit_column)i);
    const char *nearest = nearest_name(header, names, AUDIT_COLUMNS);
    struct arena *arena = reader->table->arena;
    const char *hint =
        nearest ? arena_printf(arena, _("did you mean \"%s\"?"), nearest)
                : _("leave the column out, or open its name with _ to have it passed over");
    file_mistake(reader, line, hint,
                 arena_printf(arena, _("the column \"%s\" is not known"), header));
}

static void read_columns(struct reader *reader, const struct csv_table *csv)
{
    struct arena *arena = reader->table->arena;
    for (int i = 0; i < AUDIT_COLUMNS; i++)
        reader->layout.at[i] = -1;
    reader->layout.width = csv->lengths[0];
    for (size_t i = 0; i < csv->lengths[0]; i++) {
        const char *header = csv->records[0][i];
        enum audit_column column = audit_column_named(arena, header);
        if (column == AUDIT_COLUMNS) {
            if (!is_remark(audit_folded(arena, header)))
                unknown_column(reader, csv->lines[0], header);
        } else if (reader->layout.at[column] >= 0) {
            file_mistake(
                reader, csv->lines[0], NULL,
                arena_printf(arena, _("two columns are the \"%s\""), audit_column_name(column)));
        } else {
            reader->layout.at[column] = (int)i;
        }
    }
}

static bool check_columns(struct reader *reader, const struct csv_table *csv)
{
    const int *at = reader->layout.at;
    size_t before = reader->mistakes->count;
    if (at[AUDIT_PERCENT] < 0 && at[AUDIT_COUNT] < 0)
        file_mistake(reader, csv->lines[0],
                     _("a header names the columns, as figure,question,option,base,count,percent"),
                     _("no column has the percentages or the counts"));
    if (at[AUDIT_OPTION] < 0 && at[AUDIT_PRINTED_AS] < 0)
        file_mistake(reader, csv->lines[0], NULL, _("no column names the options"));
    if (reader->table->config && at[AUDIT_QUESTION] < 0 && at[AUDIT_FIGURE] < 0)
        file_mistake(reader, csv->lines[0], NULL, _("no column names the questions of the survey"));
    return reader->mistakes->count == before;
}

/* ---- A line ---- */

/* For a line of a screen: what moves the cursor becomes a space. */
static const char *cleaned(struct arena *arena, const char *text)
{
    char *copy = arena_strdup(arena, text);
    for (char *at = copy; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7F)
            *at = ' ';
    size_t length = strlen(copy);
    while (length && copy[length - 1] == ' ')
        copy[--length] = '\0';
    return copy + strspn(copy, " ");
}

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void read_fields(struct reader *reader, const char *const *fields, struct audit_line *line)
{
    struct arena *arena = reader->table->arena;
    for (int i = 0; i < AUDIT_COLUMNS; i++) {
        int at = reader->layout.at[i];
        line->fields[i] = at < 0 ? "" : cleaned(arena, fields[at]);
    }
    /* A figure that is named once stands above its lines, as in merged cells. */
    if (*line->fields[AUDIT_FIGURE])
        reader->figure = line->fields[AUDIT_FIGURE];
    else
        line->fields[AUDIT_FIGURE] = reader->figure ? reader->figure : file_name(reader->path);
    if (!*line->fields[AUDIT_OPTION])
        line->fields[AUDIT_OPTION] = line->fields[AUDIT_PRINTED_AS];
}

static struct audit_figure *figure_of(struct reader *reader, const struct audit_line *line)
{
    struct audit_table *table = reader->table;
    const char *key = arena_printf(table->arena, "%zu\n%s", reader->file,
                                   audit_folded(table->arena, line->fields[AUDIT_FIGURE]));
    size_t at = names_add(&reader->figures, key, table->figure_count);
    if (at != NAMES_NONE)
        return &table->figures[at];
    struct audit_figure *figure = &table->figures[table->figure_count++];
    *figure = (struct audit_figure){.name = line->fields[AUDIT_FIGURE], .file = reader->file};
    return figure;
}

/* Question and row in words. */
static const char *item_label(struct arena *arena, const struct audit_names *names)
{
    if (!names->question)
        return "";
    const char *text = cleaned(arena, names->question->text);
    return names->row ? arena_printf(arena, "%s %s", text, names->row->label) : text;
}

static struct audit_item *new_item(struct reader *reader, const struct audit_line *line,
                                   const struct audit_names *names)
{
    struct audit_table *table = reader->table;
    struct audit_item *item = &table->items[table->item_count++];
    *item = (struct audit_item){
        .form = names->form ? names->form->id : line->fields[AUDIT_FORM],
        .question = names->question ? names->question->id : line->fields[AUDIT_QUESTION],
        .row = names->row ? names->row->id : line->fields[AUDIT_ROW],
        .label = item_label(table->arena, names),
        .asked = names->question,
        .base = -1,
        .bases = "",
    };
    return item;
}

static struct audit_item *item_of(struct reader *reader, const struct audit_line *line,
                                  const struct audit_names *names)
{
    struct audit_table *table = reader->table;
    struct audit_figure *figure = figure_of(reader, line);
    struct audit_item *item = new_item(reader, line, names);
    const char *key = arena_printf(
        table->arena, "%zu\n%s\n%s\n%s", (size_t)(figure - table->figures), item->form,
        audit_folded(table->arena, item->question), audit_folded(table->arena, item->row));
    size_t at = names_add(&reader->items, key, table->item_count - 1);
    if (at != NAMES_NONE) {
        table->item_count--;
        return &table->items[at];
    }
    item->figure = figure;
    figure->count++;
    return item;
}

static void read_type(const struct audit_line *line, struct audit_item *item)
{
    enum audit_answers answers = audit_read_type(line);
    if (item->asked) {
        bool several = item->asked->type == QUESTION_MULTIPLE;
        item->answers = several ? AUDIT_ANSWERS_SEVERAL : AUDIT_ANSWERS_ONE;
        item->source = AUDIT_FROM_CODEBOOK;
    } else if (item->source == AUDIT_FROM_FILE && answers && answers != item->answers) {
        audit_mistake(line, AUDIT_TYPE, NULL, _("another line of the same row says otherwise"));
    } else if (answers) {
        item->answers = answers;
        item->source = AUDIT_FROM_FILE;
    }
}

static const char *option_label(struct arena *arena, const struct audit_line *line,
                                const struct audit_names *names)
{
    const char *typed = line->fields[AUDIT_OPTION], *printed = line->fields[AUDIT_PRINTED_AS];
    if (names->question) {
        char code[CODE_TEXT_SIZE];
        const char *label = code_label(names->question, names->code);
        return names->code > CODE_LARGEST_OPTION
                   ? label
                   : arena_printf(arena, "%s %s", code_text(code, names->code), label);
    }
    if (!*printed)
        return typed;
    if (strncmp(printed, typed, strlen(typed)) == 0)
        return printed;
    return arena_printf(arena, "%s %s", typed, printed);
}

static void read_option(const struct audit_line *line, const struct audit_names *names,
                        struct audit_cell *cell)
{
    cell->label = option_label(line->arena, line, names);
    cell->option = line->fields[AUDIT_OPTION];
    cell->blank = audit_is_blank(line->arena, cell->option) ||
                  audit_is_blank(line->arena, line->fields[AUDIT_PRINTED_AS]);
    if (names->question) {
        char code[CODE_TEXT_SIZE];
        const struct option *option = question_option(names->question, names->code);
        cell->option = arena_strdup(line->arena, code_text(code, names->code));
        cell->blank = !option;
        cell->alone = option && option->exclusive;
    }
    cell->alone = cell->alone || cell->blank;
}

static void enter_cell(struct reader *reader, struct audit_item *item, struct audit_cell *cell)
{
    struct audit_table *table = reader->table;
    const char *key = arena_printf(table->arena, "%zu\n%s", (size_t)(item - table->items),
                                   audit_folded(table->arena, cell->option));
    cell->item = item;
    cell->repeated = names_add(&reader->cells, key, 0) != NAMES_NONE;
    item->count += !cell->repeated;
}

static void read_line(struct reader *reader, const struct csv_table *csv, size_t at)
{
    struct audit_table *table = reader->table;
    struct audit_line line = {.arena = table->arena,
                              .mistakes = reader->mistakes,
                              .file = reader->path,
                              .line = csv->lines[at]};
    size_t width = csv->lengths[at];
    while (width > reader->layout.width && !*csv->records[at][width - 1])
        width--;
    if (width != reader->layout.width) {
        file_mistake(reader, line.line, NULL,
                     arena_printf(table->arena, _("%zu fields, but there should be %zu"), width,
                                  reader->layout.width));
        return;
    }
    read_fields(reader, csv->records[at], &line);
    struct audit_cell *cell = &table->cells[table->cell_count];
    *cell = (struct audit_cell){.file = reader->path, .line = line.line, .range = {1, 0}};
    struct audit_names names = {0};
    audit_read_numbers(&line, cell);
    if (!*line.fields[AUDIT_OPTION])
        audit_mistake(&line, AUDIT_OPTION, NULL, _("the line names no option"));
    else if (!table->config || audit_find(&line, table->config, &names)) {
        struct audit_item *item = item_of(reader, &line, &names);
        read_type(&line, item);
        read_option(&line, &names, cell);
        enter_cell(reader, item, cell);
        table->cell_count++;
    }
}

/* A line of commas, as spreadsheets leave them behind a table. */
static bool is_blank_line(const struct csv_table *csv, size_t at)
{
    for (size_t i = 0; i < csv->lengths[at]; i++)
        if (*csv->records[at][i])
            return false;
    return true;
}

/* ---- The files ---- */

static void read_file(struct reader *reader, const struct csv_table *csv)
{
    reader->figure = NULL;
    if (!csv->count) {
        file_mistake(reader, 0, NULL, _("the file is empty"));
        return;
    }
    size_t before = reader->mistakes->count;
    read_columns(reader, csv);
    if (!check_columns(reader, csv) || reader->mistakes->count > before)
        return;
    reader->table->has_questions |= reader->layout.at[AUDIT_QUESTION] >= 0;
    size_t cells = reader->table->cell_count;
    for (size_t i = 1; i < csv->count; i++)
        if (!is_blank_line(csv, i))
            read_line(reader, csv, i);
    if (reader->table->cell_count == cells && reader->mistakes->count == before)
        file_mistake(reader, 0, NULL, _("the file has a header and nothing below it"));
}

struct file {
    struct csv_table csv;
    bool readable;
};

/* Returns how many lines they have. */
static size_t open_files(struct audit_table *table, const char *const *paths, size_t count,
                         struct file *files, struct mistakes *mistakes)
{
    size_t lines = 0;
    for (size_t i = 0; i < count; i++) {
        const char *error = NULL;
        struct mistake place = {.file = paths[i]};
        files[i].readable =
            csv_read_foreign(&files[i].csv, table->arena, paths[i], &error, &place.line);
        if (files[i].readable)
            lines += files[i].csv.count;
        else
            mistakes_add(mistakes, &place, NULL, "%s", _(error));
    }
    return lines;
}

/* The arrays of what was counted, in the order of the file. */
static void group(struct audit_table *table)
{
    for (size_t i = 0; i < table->figure_count; i++) {
        struct audit_figure *figure = &table->figures[i];
        figure->items = arena_array(table->arena, figure->count, sizeof(struct audit_item *));
        figure->count = 0;
    }
    for (size_t i = 0; i < table->item_count; i++) {
        struct audit_item *item = &table->items[i];
        struct audit_figure *figure = &table->figures[item->figure - table->figures];
        figure->items[figure->count++] = item;
        item->cells = arena_array(table->arena, item->count, sizeof(struct audit_cell *));
        item->count = 0;
    }
    for (size_t i = 0; i < table->cell_count; i++) {
        struct audit_cell *cell = &table->cells[i];
        struct audit_item *item = &table->items[cell->item - table->items];
        if (!cell->repeated)
            item->cells[item->count++] = cell;
    }
}

void audit_table_read(struct audit_table *table, const char *const *paths, size_t count,
                      struct mistakes *mistakes)
{
    struct file *files = arena_array(table->arena, count, sizeof *files);
    size_t lines = open_files(table, paths, count, files, mistakes);
    struct reader reader = {
        .table = table,
        .mistakes = mistakes,
        .figures = names_new(table->arena, lines),
        .items = names_new(table->arena, lines),
        .cells = names_new(table->arena, lines),
    };
    table->cells = arena_array(table->arena, lines + 1, sizeof *table->cells);
    table->items = arena_array(table->arena, lines + 1, sizeof *table->items);
    table->figures = arena_array(table->arena, lines + 1, sizeof *table->figures);
    for (reader.file = 0; reader.file < count; reader.file++) {
        reader.path = paths[reader.file];
        if (files[reader.file].readable)
            read_file(&reader, &files[reader.file].csv);
    }
    group(table);
}
