/*
 * The tables that charts are bound to. A row is an item in a class, a class, or a wave, as its
 * label says; a column an answer, an interval of a number, or a row of a grid.
 */
#include "common/book_reading.h"

#include "common/message.h"

#include <string.h>

/* Columns before the answers, and words behind them. */
enum { FIRST_ANSWER = 3 };

struct drawn {
    struct book_reading *reading;
    const struct sheet_table *table;
    const struct told_figure *figure;
    const struct told_question *question;
    uint32_t code, wave, source; /* columns; 0: there is none */
};

/* What a row shows. */
struct drawn_row {
    uint32_t row;
    const struct told_item *item;
    size_t line;
};

static bool is_chart(const struct drawn *drawn, const char *kind)
{
    return strcmp(drawn->figure->chart, kind) == 0;
}

/* ---- Rows ---- */

/* Is this what the row of an item in a class is called? */
static bool is_label(const struct drawn *drawn, const struct told_item *item, size_t line,
                     const char *label)
{
    const char *class = item->question->form->classes[line].label;
    bool by_class = *item->row == '\0' || is_chart(drawn, "columns") ||
                    is_chart(drawn, "histogram") || is_chart(drawn, "line");
    if (by_class)
        return strcmp(label, class) == 0;
    if (drawn->code == 0)
        return strcmp(label, item->row_label) == 0;
    size_t length = strlen(item->row_label), between = strlen(WORD_BETWEEN);
    return strncmp(label, item->row_label, length) == 0 &&
           strncmp(label + length, WORD_BETWEEN, between) == 0 &&
           strcmp(label + length + between, class) == 0;
}

/* The class with this code whose name the label holds, among those a figure may show. */
static bool find_class(const struct drawn *drawn, const struct told_item *item, const char *code,
                       const char *label, size_t *line)
{
    const struct told_form *form = item->question->form;
    const struct told_banner *total = told_banner_of(form, form->total_line);
    const char *const banners[] = {drawn->figure->banner, "prefecture", "bureau",
                                   total == NULL ? "" : total->id};
    for (size_t i = 0; i < sizeof banners / sizeof *banners; i++) {
        *line = told_line(form, banners[i], code);
        if (*line != TOLD_NONE && is_label(drawn, item, *line, label))
            return true;
    }
    return false;
}

static bool find_row(const struct drawn *drawn, struct drawn_row *found)
{
    const struct told_form *form = drawn->question->form;
    const struct grid *grid = &drawn->reading->grid;
    const char *label = grid_text(grid, found->row, drawn->table->range.column);
    const char *code = drawn->code == 0 ? NULL : grid_text(grid, found->row, drawn->code);
    const struct told_item *last = found->item;
    for (size_t pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < drawn->question->item_count; i++) {
            const struct told_item *item = &form->items[drawn->question->first_item + i];
            bool drawn_here =
                *drawn->figure->row == '\0' || strcmp(drawn->figure->row, item->row) == 0;
            if (!drawn_here || (pass == 0 && item < last))
                continue;
            found->item = item;
            found->line = form->total_line;
            if (code != NULL
                    ? find_class(drawn, item, code, label, &found->line)
                    : found->line != TOLD_NONE && is_label(drawn, item, found->line, label))
                return true;
        }
    }
    return false;
}

/* ---- Percentages of answers ---- */

/* Where there is no figure the chart draws none: the cell is empty. */
static struct book_figure or_empty(struct book_figure figure)
{
    return figure.known ? figure : book_sign("");
}

static void claim_counts(const struct drawn *drawn, const struct drawn_row *row, uint32_t column,
                         const struct book_answer *answer)
{
    bool same;
    struct share share = book_share(row->item, answer, row->line, &same);
    struct book_figure figure = same ? or_empty(book_tenths(measure_percent(share)))
                                     : book_sign(_("(not the sum of its options)"));
    book_claim(drawn->reading, row->row, column, &figure);
}

static void claim_bin(const struct drawn *drawn, const struct drawn_row *row, uint32_t column,
                      const char *name)
{
    const struct told_bin *bin = told_bin(drawn->reading->told, row->item, row->line, name);
    struct book_figure figure =
        bin == NULL ? book_sign(_("(no interval of the tables)"))
                    : or_empty(book_tenths(measure_percent((struct share){bin->count, bin->n})));
    book_claim(drawn->reading, row->row, column, &figure);
}

/* n is that of the row's item, or of its numbers. */
static void claim_n(const struct drawn *drawn, const struct drawn_row *row)
{
    const struct told_number *number = told_number(row->item, row->line);
    struct book_figure n =
        book_whole(number != NULL ? number->n : book_asked(row->item, row->line));
    book_claim_in(drawn->reading, drawn->table, row->row, WORD_N, &n);
}

static bool is_word(const struct drawn *drawn, uint32_t column)
{
    const char *name = drawn->table->columns[column - drawn->table->range.column];
    return column == drawn->code || column == drawn->wave || column == drawn->source ||
           strcmp(name, WORD_SHOWN_AS) == 0;
}

static void compare_counted(const struct drawn *drawn)
{
    struct drawn_row row = {.item = NULL};
    const struct xlsx_range *range = &drawn->table->range;
    for (row.row = range->row + 1; row.row <= range->last_row; row.row++) {
        if (!find_row(drawn, &row)) {
            book_object_to_row(drawn->reading, drawn->table, row.row,
                               _("the labels of the row name nothing in the tables"));
            continue;
        }
        claim_n(drawn, &row);
        for (size_t i = FIRST_ANSWER; i < drawn->table->column_count; i++) {
            uint32_t column = range->column + (uint32_t)i;
            const char *name = drawn->table->columns[i];
            struct book_answer answer;
            if (is_word(drawn, column))
                continue;
            if (is_chart(drawn, "histogram"))
                claim_bin(drawn, &row, column, name);
            else if (book_read_answer(drawn->reading, drawn->question, name, &answer))
                claim_counts(drawn, &row, column, &answer);
            else
                book_object(drawn->reading, row.row, column,
                            arena_printf(&drawn->reading->arena,
                                         _("nothing in the tables is called \"%s\""), name));
        }
    }
}

/* ---- Waves ---- */

/* The item and the option that a column is about: a row of a grid with the one option that is
 * drawn, or an answer to the one item. */
static bool find_past_column(const struct drawn *drawn, const char *name,
                             const struct told_item **item, const char **option)
{
    const struct told_form *form = drawn->question->form;
    struct book_answer answer;
    const struct told_item *first = &form->items[drawn->question->first_item];
    *option = drawn->figure->option;
    bool rows = *first->row != '\0' && *drawn->figure->row == '\0';
    for (size_t i = 0; i < drawn->question->item_count; i++) {
        *item = &form->items[drawn->question->first_item + i];
        if (rows ? strcmp((*item)->row_label, name) == 0
                 : strcmp((*item)->row, drawn->figure->row) == 0)
            break;
        if (i + 1 == drawn->question->item_count)
            return false;
    }
    if (rows)
        return true;
    if (!book_read_answer(drawn->reading, drawn->question, name, &answer))
        return false;
    *option = (*item)->options[answer.option].code;
    return true;
}

/* Among the classes with the code of the row (without codes: all units) that a wave tells of. */
static const struct told_past *find_past(const struct drawn *drawn, uint32_t row,
                                         const struct told_item *item, const char *option)
{
    const struct told_form *form = drawn->question->form;
    const struct grid *grid = &drawn->reading->grid;
    const struct told_banner *total = told_banner_of(form, form->total_line);
    const char *const banners[] = {total == NULL ? "" : total->id, "prefecture", "bureau",
                                   drawn->figure->banner};
    bool published = strcmp(grid_text(grid, row, drawn->source), WORD_PUBLISHED) == 0;
    const char *label = grid_text(grid, row, drawn->table->range.column);
    for (size_t b = 0; b < sizeof banners / sizeof *banners; b++) {
        size_t line = form->total_line;
        if (drawn->code != 0)
            line = told_line(form, banners[b], grid_text(grid, row, drawn->code));
        /* 埼玉県・2021年度 */
        const char *class = line == TOLD_NONE ? "" : form->classes[line].label;
        if (line == TOLD_NONE || (drawn->code != 0 && strncmp(label, class, strlen(class)) != 0 &&
                                  strstr(label, WORD_BETWEEN) != NULL))
            continue;
        const struct told_past *past =
            told_past(drawn->reading->told, item, line,
                      &(struct told_past_name){.survey = grid_text(grid, row, drawn->wave),
                                               .source = published ? "published" : "counted",
                                               .option = option});
        if (past != NULL)
            return past;
    }
    return NULL;
}

/* A published value stands in its own column too. */
static const struct told_past *claim_past(const struct drawn *drawn, uint32_t row, size_t index)
{
    static const char hollow[] = WORD_PUBLISHED " ";
    const char *name = drawn->table->columns[index], *option;
    const struct told_item *item = NULL;
    uint32_t column = drawn->table->range.column + (uint32_t)index;
    bool own = strncmp(name, hollow, sizeof hollow - 1) == 0;
    if (!find_past_column(drawn, own ? name + sizeof hollow - 1 : name, &item, &option)) {
        book_object(drawn->reading, row, column,
                    arena_printf(&drawn->reading->arena,
                                 _("nothing in the tables is called \"%s\""), name));
        return NULL;
    }
    const struct told_past *past = find_past(drawn, row, item, option);
    bool shown = past != NULL && (!own || strcmp(past->source, "published") == 0);
    struct book_figure figure = shown ? or_empty(book_tenths(past->percent)) : book_sign("");
    book_claim(drawn->reading, row, column, &figure);
    return past;
}

static void compare_waves(const struct drawn *drawn)
{
    const struct sheet_table *table = drawn->table;
    for (uint32_t r = table->range.row + 1; r <= table->range.last_row; r++) {
        int64_t n = MEASURE_NONE;
        for (size_t i = FIRST_ANSWER; i < table->column_count; i++) {
            if (is_word(drawn, table->range.column + (uint32_t)i))
                continue;
            const struct told_past *past = claim_past(drawn, r, i);
            if (past != NULL && past->base > n)
                n = past->base;
        }
        struct book_figure figure = n == MEASURE_NONE ? book_sign("") : book_whole(n);
        book_claim_in(drawn->reading, table, r, WORD_N, &figure);
    }
}

/* ---- The table ---- */

void book_compare_figure(struct book_reading *reading, const struct sheet_table *table,
                         const struct table_name *name)
{
    struct drawn drawn = {
        .reading = reading,
        .table = table,
        .figure = book_find_figure(reading->told, name),
        .question = book_name_question(reading->told, name),
        .code = book_find_column(table, WORD_KEY),
        .wave = book_find_column(table, WORD_WAVE),
        .source = book_find_column(table, WORD_SOURCE),
    };
    if (drawn.figure == NULL || drawn.question == NULL || drawn.question->item_count == 0) {
        book_object(reading, table->range.row, table->range.column,
                    arena_printf(&reading->arena, _("nothing in the tables is called \"%s\""),
                                 table->name));
        return;
    }
    for (size_t i = 0; i < table->column_count; i++)
        book_claim_text(reading, table->range.row, table->range.column + (uint32_t)i,
                        table->columns[i]);
    if (drawn.wave != 0 && drawn.source != 0)
        compare_waves(&drawn);
    else
        compare_counted(&drawn);
}
