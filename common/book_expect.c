/* What should stand in a cell, computed again from the counts of the tables. */
#include "common/book_reading.h"

#include "common/message.h"

#include <stdlib.h>
#include <string.h>

/* ---- Counts ---- */

static int64_t count_of(const struct told_item *item, size_t option, size_t line)
{
    const struct told_cell *cell = told_cell(item, option, line);
    return cell == NULL ? 0 : cell->count;
}

struct share book_share(const struct told_item *item, const struct book_answer *answer, size_t line,
                        bool *same)
{
    const struct told_cell *cell = told_cell(item, answer->option, line);
    struct share share = {0};
    *same = true;
    if (cell == NULL)
        return share;
    share = (struct share){cell->count, cell->base};
    if (answer->part_count == 0)
        return share;
    share.count = 0;
    for (size_t i = 0; i < answer->part_count; i++)
        share.count += count_of(item, answer->parts[i], line);
    *same = share.count == cell->count;
    return share;
}

static struct share share_at(const struct told_item *item, const struct book_answer *answer,
                             size_t line)
{
    bool same;
    return book_share(item, answer, line, &same);
}

static int64_t unusable(const struct told_item *item, size_t line)
{
    const struct told_cell *cell = told_cell(item, 0, line);
    const struct told_number *number = told_number(item, line);
    return cell != NULL ? cell->base - cell->valid : number != NULL ? number->missing : 0;
}

int64_t book_asked(const struct told_item *item, size_t line)
{
    const struct told_cell *cell = told_cell(item, 0, line);
    const struct told_number *number = told_number(item, line);
    return cell != NULL ? cell->base : number != NULL ? number->n + number->missing : 0;
}

/* n as the tables say it: who was asked, or who answered with a number. */
static int64_t n_of(const struct told_item *item, size_t line)
{
    const struct told_number *number = told_number(item, line);
    return number != NULL ? number->n : book_asked(item, line);
}

static bool missing_units(const struct told_form *form, size_t line, int64_t *missing)
{
    const struct told_class *class = &form->classes[line];
    if (class->line == 0 || class->units == MEASURE_NONE)
        return false;
    *missing = class->units - class->answered;
    return true;
}

/* ---- Means ---- */

/* A sum of millionths over n; n 0: none. */
struct mean_of {
    wide sum;
    int64_t n;
};

static struct mean_of mean_at(const struct told_number *number)
{
    struct mean_of mean = {0};
    if (number == NULL || number->n == 0 || number->measures[TOLD_SUM] == NULL ||
        !wide_parse(number->measures[TOLD_SUM], NUMBER_DECIMALS, &mean.sum))
        return mean;
    mean.n = number->n;
    return mean;
}

/* Means have four decimals, and so has what lies between two. */
static struct book_figure mean_difference(struct mean_of left, struct mean_of right)
{
    enum { MEAN_DECIMALS = 4, MEAN_SCALE = 10000 };
    char buffer[DECIMAL_SIZE];
    if (left.n == 0 || right.n == 0)
        return book_sign(WORD_NO_FIGURE);
    wide above = (left.sum * right.n - right.sum * left.n) * MEAN_SCALE;
    return book_decimal(decimal_text(
        buffer, round_quotient(above, (wide)left.n * right.n * NUMBER_SCALE), MEAN_DECIMALS));
}

/* ---- Places ---- */

/* Does no class have more than one unit? Then there is nothing to rank. */
static bool is_list(const struct told_form *form, const struct told_banner *banner)
{
    for (size_t c = 0; c < banner->class_count; c++) {
        const struct told_class *class = &form->classes[banner->first_line + c];
        if (class->line != 0 && class->units > 1)
            return false;
    }
    return true;
}

/* 1, and as many more as lie above it; `ranked` receives how many have a figure. */
static int64_t place_of(const struct book_row *row, const struct told_banner *banner,
                        int64_t *ranked)
{
    int64_t rank = 1;
    struct share own = share_at(row->item, &row->answer, row->line);
    struct mean_of mean = mean_at(told_number(row->item, row->line));
    *ranked = 0;
    for (size_t c = 0; c < banner->class_count; c++) {
        size_t line = banner->first_line + c;
        struct share other = share_at(row->item, &row->answer, line);
        struct mean_of beside = mean_at(told_number(row->item, line));
        *ranked += other.base > 0 || beside.n > 0;
        if (own.base > 0 && other.base > 0)
            rank += (wide)other.count * own.base > (wide)own.count * other.base;
        if (mean.n > 0 && beside.n > 0)
            rank += beside.sum * mean.n > mean.sum * beside.n;
    }
    return own.base > 0 || mean.n > 0 ? rank : 0;
}

static struct book_figure expect_place(const struct book_column *column, const struct book_row *row)
{
    const struct told_form *form = row->item->question->form;
    const struct told_banner *banner = told_banner_of(form, row->line);
    int64_t ranked, rank = place_of(row, banner, &ranked);
    if (rank == 0 || is_list(form, banner))
        return book_sign(WORD_NO_FIGURE);
    return book_whole(column->measure == BOOK_RANK ? rank : ranked);
}

/* ---- One answer ---- */

static bool is_answer(const struct told_item *item, const struct book_answer *answer)
{
    const char *code = item->options[answer->option].code;
    return strcmp(code, "NA") != 0 && strcmp(code, "INVALID") != 0;
}

static struct book_figure expect_bound(const struct book_column *column, const struct book_row *row)
{
    int64_t missing;
    if (!missing_units(row->item->question->form, row->line, &missing))
        return book_sign(WORD_NO_FIGURE);
    int64_t unknown = unusable(row->item, row->line);
    struct share share = share_at(row->item, &row->answer, row->line);
    if (column->measure == BOOK_SPAN)
        return book_tenths(
            measure_percent((struct share){unknown + missing, share.base + missing}));
    if (!is_answer(row->item, &row->answer))
        return book_sign(WORD_NO_FIGURE);
    struct bounds bounds = measure_bounds(share, unknown, missing);
    return book_tenths(column->measure == BOOK_LOW ? bounds.low : bounds.high);
}

/* Of all who gave the answer, those of this class: over the classes of the other question. */
static struct book_figure expect_column_percent(const struct book_table *table,
                                                const struct book_column *column,
                                                const struct book_row *row)
{
    const struct told_banner *nested = table->nested;
    if (row->line == table->form->total_line)
        return book_sign(WORD_NO_FIGURE);
    struct share share = share_at(row->item, &column->answer, row->line);
    share.base = 0;
    for (size_t c = 0; c < nested->class_count; c++)
        share.base += share_at(row->item, &column->answer, nested->first_line + c).count;
    return book_tenths(measure_percent(share));
}

/* A subtotal that is not the sum of its options in the tables is no figure to expect. */
static struct book_figure expect_count(const struct told_item *item,
                                       const struct book_answer *answer, size_t line)
{
    bool same;
    struct share share = book_share(item, answer, line, &same);
    return same ? book_whole(share.count) : book_sign(_("(not the sum of its options)"));
}

/* ---- Beside another area ---- */

static const char *code_of(const struct told_item *item, const struct book_answer *answer)
{
    return item->options[answer->option].code;
}

/* Where the last wave tells the row's item and class. */
struct former {
    const struct told_item *item; /* NULL: it does not */
    size_t line;
};

static struct former find_former(const struct book_table *table, const struct book_row *row)
{
    const struct told_form *form = told_form(&table->reading->told->previous, table->form->id);
    const struct told_banner *banner = told_banner_of(table->form, row->line);
    struct former former = {.line = TOLD_NONE};
    if (form == NULL)
        return former;
    former.line = told_line(form, banner->kind == TOLD_TOTAL ? "total" : banner->id,
                            table->form->classes[row->line].key);
    if (former.line != TOLD_NONE)
        former.item = told_item(form, row->item->question->id, row->item->row);
    return former;
}

static struct book_figure expect_beside(const struct book_column *column, struct share own,
                                        struct share other, int64_t n)
{
    switch (column->measure) {
    case BOOK_AREA_N:
        return book_whole(n);
    case BOOK_AREA_PERCENT:
        return book_tenths(measure_percent(other));
    default:
        return book_tenths(measure_difference(own, other));
    }
}

static struct book_figure expect_previous(const struct book_table *table,
                                          const struct book_column *column,
                                          const struct book_row *row)
{
    struct former former = find_former(table, row);
    if (former.item == NULL)
        return book_sign(WORD_NO_FIGURE);
    const struct told_number *number = told_number(former.item, former.line);
    if (column->measure == BOOK_AREA_MEAN)
        return book_decimal(number == NULL ? NULL : number->measures[TOLD_MEAN]);
    if (column->measure == BOOK_AREA_MEAN_DIFFERENCE)
        return mean_difference(mean_at(told_number(row->item, row->line)), mean_at(number));
    if (!row->answered)
        return number == NULL ? book_sign(WORD_NO_FIGURE) : book_whole(number->n);
    struct book_answer then = {.option =
                                   told_option(former.item, code_of(row->item, &row->answer))};
    struct share other = share_at(former.item, &then, former.line);
    return expect_beside(column, share_at(row->item, &row->answer, row->line), other, other.base);
}

static struct book_figure expect_area(const struct book_column *column, const struct book_row *row)
{
    if (column->line == row->line)
        return book_sign(WORD_NO_FIGURE); /* an area beside itself */
    const struct told_number *number = told_number(row->item, column->line);
    if (column->measure == BOOK_AREA_MEAN)
        return book_decimal(number == NULL ? NULL : number->measures[TOLD_MEAN]);
    if (column->measure == BOOK_AREA_MEAN_DIFFERENCE)
        return mean_difference(mean_at(told_number(row->item, row->line)), mean_at(number));
    return expect_beside(column, share_at(row->item, &row->answer, row->line),
                         share_at(row->item, &row->answer, column->line),
                         n_of(row->item, column->line));
}

/* ---- Numbers ---- */

static struct book_figure expect_rate(const struct book_column *column, const struct book_row *row)
{
    const struct told_rate_figure *figure = NULL;
    for (size_t r = 0; r < row->item->rate_count; r++)
        if (strcmp(row->item->rates[r].label, column->rate->label) == 0)
            figure = &row->item->rates[r].figures[row->line];
    if (figure == NULL || figure->line == 0)
        return book_sign(WORD_NOT_APPLICABLE);
    switch (column->measure) {
    case BOOK_RATE:
        return book_decimal(figure->rate);
    case BOOK_RATE_DENOMINATOR:
        return book_decimal(figure->denominator);
    default:
        return book_whole(figure->left_out);
    }
}

static struct book_figure expect_statistic(const struct book_column *column,
                                           const struct book_row *row)
{
    const struct told_number *number = told_number(row->item, row->line);
    return book_decimal(number == NULL ? NULL : number->measures[column->measure - BOOK_STATISTIC]);
}

/* ---- Any column ---- */

static struct book_figure expect_missing(const struct book_row *row)
{
    int64_t missing;
    return missing_units(row->item->question->form, row->line, &missing)
               ? book_whole(missing)
               : book_sign(WORD_NO_FIGURE);
}

struct book_figure book_expect(const struct book_table *table, const struct book_column *column,
                               const struct book_row *row)
{
    const struct book_answer *answer = column->answered ? &column->answer : &row->answer;
    if (column->previous)
        return expect_previous(table, column, row);
    switch (column->measure) {
    case BOOK_MARK:
        return book_sign(n_of(row->item, row->line) < TABLE_SMALL_BASE ? WORD_SMALL : "");
    case BOOK_N:
        return book_whole(n_of(row->item, row->line));
    case BOOK_COUNT:
        return expect_count(row->item, answer, row->line);
    case BOOK_PERCENT:
        return book_tenths(measure_percent(share_at(row->item, answer, row->line)));
    case BOOK_COLUMN_PERCENT:
        return expect_column_percent(table, column, row);
    case BOOK_RANK:
    case BOOK_RANKED:
        return expect_place(column, row);
    case BOOK_LOW:
    case BOOK_HIGH:
    case BOOK_SPAN:
        return expect_bound(column, row);
    case BOOK_UNUSABLE:
        return book_whole(unusable(row->item, row->line));
    case BOOK_MISSING:
        return expect_missing(row);
    case BOOK_RATE:
    case BOOK_RATE_DENOMINATOR:
    case BOOK_RATE_LEFT_OUT:
        return expect_rate(column, row);
    default:
        break;
    }
    return column->measure >= BOOK_AREA_N ? expect_area(column, row)
                                          : expect_statistic(column, row);
}
