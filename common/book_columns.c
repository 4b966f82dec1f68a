/*
 * What the columns of a table say, by the words over them: figures of the row's answer, of an
 * answer that the header names, of another area that it names, of the last wave.
 */
#include "common/book_reading.h"

#include "common/message.h"

#include <stdlib.h>
#include <string.h>

/* ---- Areas ---- */

static const char *const area_banners[] = {"bureau", "prefecture"};

/* A class of a banner by its label. */
static size_t line_by_label(const struct told_form *form, const struct told_banner *banner,
                            const char *label, size_t length)
{
    for (size_t c = 0; banner != NULL && c < banner->class_count; c++) {
        const char *own = form->classes[banner->first_line + c].label;
        if (strlen(own) == length && strncmp(own, label, length) == 0)
            return banner->first_line + c;
    }
    return TOLD_NONE;
}

static size_t area_by_label(const struct told_form *form, const char *label, size_t length)
{
    const struct told_banner *total = told_banner_of(form, form->total_line);
    size_t line = line_by_label(form, total, label, length);
    for (size_t i = 0; line == TOLD_NONE && i < 2; i++)
        line = line_by_label(form, told_banner(form, area_banners[i]), label, length);
    return line;
}

size_t book_area_line(const struct told_form *form, const char *key, const char *label)
{
    size_t total = form->total_line;
    if (total != TOLD_NONE && strcmp(form->classes[total].key, key) == 0 &&
        strcmp(form->classes[total].label, label) == 0)
        return total;
    for (size_t i = 0; i < 2; i++) {
        size_t line = told_line(form, area_banners[i], key);
        if (line != TOLD_NONE && strcmp(form->classes[line].label, label) == 0)
            return line;
    }
    return TOLD_NONE;
}

size_t book_own_line(const struct book_reading *reading, const struct told_form *form)
{
    if (reading->area_key == NULL)
        return form->total_line;
    return book_area_line(form, reading->area_key, reading->area_label);
}

/* ---- Answers ---- */

/* "1. 設置している", with or without the mark of a reconstructed option; a text that Excel would
 * not take whole ends in "…". */
static bool is_option(const char *text, const struct told_option *option)
{
    bool coded = strcmp(option->code, "NA") != 0 && strcmp(option->code, "INVALID") != 0;
    size_t code = strlen(option->code), label = strlen(option->label);
    if (coded) {
        if (strncmp(text, option->code, code) != 0 || strncmp(text + code, ". ", 2) != 0)
            return false;
        text += code + 2;
    }
    if (strncmp(text, option->label, label) == 0)
        return text[label] == '\0' || (coded && strcmp(text + label, WORD_RECONSTRUCTED) == 0);
    static const char cut[] = "…";
    size_t length = strlen(text);
    return length > TABLE_HEADER_LONGEST / 2 && length > sizeof cut - 1 &&
           strcmp(text + length - (sizeof cut - 1), cut) == 0 &&
           strncmp(text, option->label, length - (sizeof cut - 1)) == 0;
}

static size_t option_of_code(const struct told_item *item, const char *code, size_t length)
{
    for (size_t o = 0; o < item->option_count; o++)
        if (strlen(item->options[o].code) == length && !item->options[o].subtotal &&
            strncmp(item->options[o].code, code, length) == 0)
            return o;
    return TOLD_NONE;
}

/* 1・2・3）: the options that make up a subtotal. */
static bool read_parts(struct arena *arena, const struct told_item *item, const char *codes,
                       struct book_answer *answer)
{
    static const char sign[] = WORD_SUBTOTAL_SIGN, end[] = "）";
    size_t *parts = arena_array(arena, item->option_count + 1, sizeof *parts);
    answer->parts = parts;
    for (answer->part_count = 0; answer->part_count < item->option_count;) {
        size_t length = strspn(codes, "0123456789");
        size_t option = option_of_code(item, codes, length);
        if (option == TOLD_NONE)
            return false;
        parts[answer->part_count++] = option;
        codes += length;
        if (strcmp(codes, end) == 0)
            return true;
        if (strncmp(codes, sign, sizeof sign - 1) != 0)
            return false;
        codes += sizeof sign - 1;
    }
    return false;
}

static bool read_subtotal(struct arena *arena, const struct told_item *item, const char *text,
                          struct book_answer *answer)
{
    static const char opening[] = WORD_SUBTOTAL_CODES;
    for (size_t o = 0; o < item->option_count; o++) {
        size_t length = strlen(item->options[o].label);
        if (!item->options[o].subtotal || strncmp(text, item->options[o].label, length) != 0 ||
            strncmp(text + length, opening, sizeof opening - 1) != 0)
            continue;
        answer->option = o;
        return read_parts(arena, item, text + length + sizeof opening - 1, answer);
    }
    return false;
}

bool book_read_answer(struct book_reading *reading, const struct told_question *question,
                      const char *text, struct book_answer *answer)
{
    static const char subtotal[] = WORD_SUBTOTAL;
    const struct told_item *item = &question->form->items[question->first_item];
    *answer = (struct book_answer){0};
    if (strncmp(text, subtotal, sizeof subtotal - 1) == 0)
        return read_subtotal(&reading->arena, item, text + sizeof subtotal - 1, answer);
    for (size_t o = 0; o < item->option_count; o++) {
        if (!item->options[o].subtotal && is_option(text, &item->options[o])) {
            answer->option = o;
            return true;
        }
    }
    return false;
}

/* ---- Headers ---- */

struct word {
    const char *text;
    enum book_measure measure;
};

/* A column with exactly this name. */
static const struct word words[] = {
    {WORD_ROW, BOOK_ROW},
    {WORD_BANNER, BOOK_BANNER},
    {WORD_KEY, BOOK_KEY},
    {WORD_CLASS, BOOK_CLASS},
    {WORD_ANSWER, BOOK_ANSWER},
    {WORD_UNIT, BOOK_NOTHING},
    {WORD_NUMBER, BOOK_NUMBER},
    {WORD_QUESTION, BOOK_QUESTION},
    {WORD_MARK, BOOK_MARK},
    {WORD_N, BOOK_N},
    {WORD_COUNT, BOOK_COUNT},
    {WORD_PERCENT, BOOK_PERCENT},
    {WORD_RANK, BOOK_RANK},
    {WORD_RANKED, BOOK_RANKED},
    {WORD_LOW, BOOK_LOW},
    {WORD_HIGH, BOOK_HIGH},
    {WORD_SPAN, BOOK_SPAN},
    {WORD_UNUSABLE, BOOK_UNUSABLE},
    {WORD_MISSING, BOOK_MISSING},
    {WORD_SUM, BOOK_STATISTIC + TOLD_SUM},
    {WORD_MEAN, BOOK_STATISTIC + TOLD_MEAN},
    {WORD_SD, BOOK_STATISTIC + TOLD_SD},
    {WORD_MINIMUM, BOOK_STATISTIC + TOLD_MINIMUM},
    {WORD_P25, BOOK_STATISTIC + TOLD_P25},
    {WORD_MEDIAN, BOOK_STATISTIC + TOLD_MEDIAN},
    {WORD_P75, BOOK_STATISTIC + TOLD_P75},
    {WORD_MAXIMUM, BOOK_STATISTIC + TOLD_MAXIMUM},
};

/* Before the name of an answer, with a blank between. */
static const struct word before_answers[] = {
    {WORD_COUNT " ", BOOK_COUNT},
    {WORD_PERCENT " ", BOOK_PERCENT},
    {WORD_ROW_PERCENT " ", BOOK_PERCENT},
    {WORD_COLUMN_PERCENT " ", BOOK_COLUMN_PERCENT},
};

/* Behind the name of an area, or of the last wave. */
static const struct word behind_areas[] = {
    {WORD_AREA_N, BOOK_AREA_N},
    {WORD_AREA_PERCENT, BOOK_AREA_PERCENT},
    {WORD_AREA_DIFFERENCE, BOOK_AREA_DIFFERENCE},
    {WORD_AREA_MEAN_DIFFERENCE, BOOK_AREA_MEAN_DIFFERENCE},
    {WORD_AREA_MEAN, BOOK_AREA_MEAN},
};

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

static bool read_plain(struct book_column *column)
{
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (strcmp(column->text, words[i].text) == 0) {
            column->measure = words[i].measure;
            return true;
        }
    }
    return false;
}

static bool read_of_answer(const struct book_table *table, struct book_column *column)
{
    for (size_t i = 0; i < COUNT_OF(before_answers); i++) {
        size_t length = strlen(before_answers[i].text);
        if (table->question == NULL || strncmp(column->text, before_answers[i].text, length) != 0)
            continue;
        column->measure = before_answers[i].measure;
        column->answered = true;
        return book_read_answer(table->reading, table->question, column->text + length,
                                &column->answer);
    }
    return false;
}

static bool read_of_area(const struct book_table *table, struct book_column *column)
{
    static const char previous[] = WORD_PREVIOUS;
    size_t all = strlen(column->text);
    for (size_t i = 0; i < COUNT_OF(behind_areas); i++) {
        size_t length = strlen(behind_areas[i].text);
        if (length >= all || strcmp(column->text + all - length, behind_areas[i].text) != 0)
            continue;
        column->measure = behind_areas[i].measure;
        column->previous = all - length == sizeof previous - 1 &&
                           strncmp(column->text, previous, sizeof previous - 1) == 0;
        column->line = area_by_label(table->form, column->text, all - length);
        if (column->previous || column->line != TOLD_NONE)
            return true;
    }
    return false;
}

/* 人口1万人当たり, 人口1万人当たり 分母（population）, 人口1万人当たり 除外数 */
static bool read_of_rate(const struct told_item *item, struct book_column *column)
{
    static const char denominator[] = WORD_RATE_DENOMINATOR;
    for (size_t r = 0; r < item->rate_count; r++) {
        const struct told_rate *rate = &item->rates[r];
        size_t length = strlen(rate->label);
        if (strncmp(column->text, rate->label, length) != 0)
            continue;
        const char *rest = column->text + length;
        column->rate = rate;
        if (*rest == '\0')
            column->measure = BOOK_RATE;
        else if (strcmp(rest, WORD_RATE_LEFT_OUT) == 0)
            column->measure = BOOK_RATE_LEFT_OUT;
        else if (strncmp(rest, denominator, sizeof denominator - 1) == 0)
            column->measure = BOOK_RATE_DENOMINATOR;
        else
            continue;
        return true;
    }
    return false;
}

static bool read_of_rates(const struct book_table *table, struct book_column *column)
{
    const struct told_question *question = table->question;
    for (size_t i = 0; question != NULL && i < question->item_count; i++)
        if (read_of_rate(&question->form->items[question->first_item + i], column))
            return true;
    return false;
}

static bool read_column(const struct book_table *table, struct book_column *column)
{
    return read_plain(column) || read_of_answer(table, column) || read_of_area(table, column) ||
           read_of_rates(table, column);
}

/* ---- The table ---- */

static void object_to_column(struct book_table *table, size_t column, const char *text)
{
    const struct xlsx_range *range = &table->table->range;
    book_object(table->reading, range->row, range->column + (uint32_t)column, text);
}

/* The name of the part and the cell are the same words. */
static void open_column(struct book_table *table, size_t index)
{
    const struct xlsx_range *range = &table->table->range;
    struct book_column *column = &table->columns[index];
    *column = (struct book_column){.text = table->table->columns[index], .line = TOLD_NONE};
    book_claim_text(table->reading, range->row, range->column + (uint32_t)index, column->text);
    if (read_column(table, column))
        return;
    column->measure = BOOK_UNREAD;
    object_to_column(table, index,
                     arena_printf(&table->reading->arena,
                                  _("nothing in the tables is called \"%s\""), column->text));
}

static const struct told_form *find_form(const struct told_wave *wave, const char *part)
{
    for (size_t f = 0; f < wave->form_count; f++)
        if (table_part_is(part, wave->forms[f].id))
            return &wave->forms[f];
    return NULL;
}

static bool find_subject(struct book_table *table)
{
    const struct table_name *name = table->name;
    const struct told_form *form = find_form(&table->reading->told->now, name->first);
    if (form == NULL)
        return false;
    table->form = form;
    for (size_t q = 0; q < form->question_count; q++)
        if (*name->second != '\0' && table_part_is(name->second, form->questions[q].id))
            table->question = &form->questions[q];
    for (size_t b = 0; b < form->banner_count; b++)
        if (*name->third != '\0' && table_part_is(name->third, form->banners[b].id))
            table->nested = &form->banners[b];
    return (table->question != NULL || *name->second == '\0') &&
           (name->kind != TABLE_NESTED || table->nested != NULL);
}

bool book_table_open(struct book_table *table)
{
    const struct sheet_table *of = table->table;
    if (!find_subject(table)) {
        book_object(table->reading, of->range.row, of->range.column,
                    arena_printf(&table->reading->arena,
                                 _("nothing in the tables is called \"%s\""), of->name));
        return false;
    }
    table->columns =
        arena_array(&table->reading->arena, of->column_count + 1, sizeof *table->columns);
    for (size_t i = 0; i < of->column_count; i++)
        open_column(table, i);
    return true;
}
