/* What a cell should hold, and whether it does. */
#include "common/book_reading.h"

#include "common/message.h"

#include <stdlib.h>
#include <string.h>

/* ---- Figures ---- */

struct book_figure book_sign(const char *sign)
{
    return (struct book_figure){.sign = sign};
}

static struct book_figure number_figure(int64_t value, int decimals)
{
    struct book_figure figure = {.known = true};
    char buffer[DECIMAL_SIZE];
    strcpy(figure.text, decimal_text(buffer, value, decimals));
    return figure;
}

struct book_figure book_whole(int64_t value)
{
    return number_figure(value, 0);
}

struct book_figure book_tenths(int64_t tenths)
{
    return tenths == MEASURE_NONE ? book_sign(WORD_NO_FIGURE) : number_figure(tenths, 1);
}

struct book_figure book_decimal(const char *decimal)
{
    struct book_figure figure = {.known = true};
    if (decimal == NULL)
        return book_sign(WORD_NO_FIGURE);
    if (strlen(decimal) >= sizeof figure.text)
        abort(); /* told_decimal() allows less */
    strcpy(figure.text, decimal);
    return figure;
}

/* ---- Claims ---- */

static void mismatch_at(struct book_reading *reading, uint32_t row, uint32_t column,
                        struct mismatch *mismatch)
{
    char name[16];
    mismatch->file = reading->comparison->name;
    mismatch->sheet = reading->xlsx->sheets[reading->sheet].name;
    mismatch->cell = xlsx_cell_name(name, row, column);
    mismatch_add(reading->comparison->mismatches, mismatch);
}

/* Marks the cell, so that nobody else reports it; NULL if it is empty. */
static const struct grid_cell *claimed(struct book_reading *reading, uint32_t row, uint32_t column)
{
    struct grid_cell *cell = grid_at(&reading->grid, row, column);
    if (cell != NULL)
        cell->claimed = true;
    return cell;
}

/* The file holds the nearest double of the decimal, with enough digits to tell it. */
static bool same_number(const struct grid_cell *cell, const char *decimal)
{
    return cell != NULL && cell->kind == XLSX_NUMBER &&
           strtod(cell->text, NULL) == strtod(decimal, NULL);
}

static bool same_text(const struct grid_cell *cell, const char *text)
{
    if (cell == NULL)
        return *text == '\0';
    return cell->kind == XLSX_TEXT && strcmp(cell->text, text) == 0;
}

void book_claim(struct book_reading *reading, uint32_t row, uint32_t column,
                const struct book_figure *figure)
{
    const struct grid_cell *cell = claimed(reading, row, column);
    const char *expected = figure->known ? figure->text : figure->sign;
    reading->comparison->numbers += figure->known;
    if (figure->known ? same_number(cell, expected) : same_text(cell, expected))
        return;
    mismatch_at(reading, row, column,
                &(struct mismatch){.found = cell == NULL ? "" : cell->text, .expected = expected});
}

void book_claim_text(struct book_reading *reading, uint32_t row, uint32_t column,
                     const char *expected)
{
    const struct grid_cell *cell = claimed(reading, row, column);
    if (!same_text(cell, expected))
        mismatch_at(
            reading, row, column,
            &(struct mismatch){.found = cell == NULL ? "" : cell->text, .expected = expected});
}

void book_object(struct book_reading *reading, uint32_t row, uint32_t column, const char *text)
{
    claimed(reading, row, column);
    mismatch_at(reading, row, column, &(struct mismatch){.text = text});
}

void book_unclaimed(struct book_reading *reading)
{
    for (size_t i = 0; i < reading->grid.count; i++) {
        const struct grid_cell *cell = &reading->grid.cells[i];
        if (cell->formula) /* whatever its stored value is: who opens the file sees another */
            mismatch_at(reading, cell->row, cell->column,
                        &(struct mismatch){.text = _("a formula stands where a value should")});
        if (cell->kind == XLSX_TEXT || cell->claimed)
            continue;
        const char *text =
            arena_printf(&reading->arena, _("\"%s\" is compared with nothing"), cell->text);
        mismatch_at(reading, cell->row, cell->column, &(struct mismatch){.text = text});
    }
}
