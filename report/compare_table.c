#include "report/compare_table.h"

#include "common/csv.h"
#include "report/compare_words.h"

void compare_table_begin(struct compare_table *table, const char *const *names)
{
    str_append(&table->out, CSV_BOM);
    for (; *names != NULL; names++)
        csv_append(&table->out, *names);
    csv_end_record(&table->out);
}

bool compare_table_finish(struct compare_table *table, FILE *stream)
{
    bool good = fwrite(str_text(&table->out), 1, table->out.length, stream) == table->out.length;
    str_release(&table->out);
    arena_release(&table->arena);
    return good;
}

void compare_field_whole(struct str *out, int64_t value)
{
    char digits[DECIMAL_SIZE];
    csv_append(out, decimal_text(digits, value, 0));
}

void compare_field_known(struct str *out, int64_t value)
{
    if (value < 0)
        csv_append(out, "");
    else
        compare_field_whole(out, value);
}

void compare_field_tenths(struct str *out, int64_t tenths)
{
    char digits[DECIMAL_SIZE];
    csv_append(out, decimal_text(digits, tenths, 1));
}

void compare_field_percent(struct str *out, int64_t count, int64_t base)
{
    if (base > 0)
        compare_field_tenths(out, percent_tenths(count, base));
    else
        csv_append(out, "");
}

void compare_field_wide(struct str *out, wide value)
{
    char digits[WIDE_TEXT_SIZE];
    csv_append(out, wide_text(digits, value));
}

/* form, question, row, question_text, row_label */
void compare_table_series(struct compare_table *table, const struct series *series)
{
    const struct item *item = series->latest;
    csv_append(&table->out, series->form->id);
    csv_append(&table->out, item->question->id);
    csv_append(&table->out, item->row == NULL ? "" : item->row->id);
    csv_append(&table->out, item->question->text);
    csv_append(&table->out, item->row == NULL ? "" : item->row->label);
}

void compare_table_marks(struct compare_table *table, unsigned marks)
{
    struct str codes = {0};
    marks_append_codes(&codes, marks);
    csv_append(&table->out, str_text(&codes));
    str_release(&codes);
}
