#include "aggregate/audit_output.h"

#include "common/csv.h"
#include "common/round.h"

#include <string.h>

static const char *const columns[] = {"figure",  "question", "row",         "option",  "printed",
                                      "verdict", "reason",   "explanation", "remedy",  "form",
                                      "answers", "base",     "count",       "percent", "low",
                                      "high",    "sets",     "bases",       "file",    "line"};

static const char *const verdicts[] = {
    [AUDIT_POSSIBLE] = "possible",
    [AUDIT_UNDECIDED] = "undecided",
    [AUDIT_CONTRADICTION] = "contradiction",
    [AUDIT_IMPOSSIBLE] = "impossible",
};

static const char *answers_word(const struct audit_item *item)
{
    return item->answers == AUDIT_ANSWERS_ONE       ? "single"
           : item->answers == AUDIT_ANSWERS_SEVERAL ? "multiple"
                                                    : "";
}

static void append_number(struct str *out, int64_t value, bool known)
{
    char number[DECIMAL_SIZE];
    csv_append(out, known ? decimal_text(number, value, 0) : "");
}

/* A share in the decimals of its item, without a sign. */
static void append_percent(struct str *out, const struct audit_item *item, int64_t units)
{
    char number[DECIMAL_SIZE];
    csv_append(out, units < 0 ? "" : decimal_text(number, units, item->decimals));
}

enum part { PART_REASON, PART_TEXT, PART_REMEDY };

static void append_part(const struct audit *audit, struct str *out,
                        const struct audit_remarks *remarks, enum part part)
{
    const char *all = "";
    for (const struct audit_remark *remark = remarks->first; remark; remark = remark->next) {
        const char *text = part == PART_REASON ? remark->reason
                           : part == PART_TEXT ? remark->text
                                               : remark->remedy;
        if (!text)
            continue;
        const char *gap = !*all ? "" : part == PART_REASON ? " " : "。";
        all = arena_printf(audit->arena, "%s%s%s", all, gap, text);
    }
    csv_append(out, all);
}

static void append_remarks(const struct audit *audit, struct str *out,
                           const struct audit_remarks *remarks, enum audit_verdict verdict)
{
    csv_append(out, verdicts[verdict]);
    append_part(audit, out, remarks, PART_REASON);
    append_part(audit, out, remarks, PART_TEXT);
    append_part(audit, out, remarks, PART_REMEDY);
}

static void append_names(struct str *out, const struct audit_item *item, const char *option)
{
    csv_append(out, item->figure->name);
    csv_append(out, item->question);
    csv_append(out, item->row);
    csv_append(out, option);
}

static void append_place(struct str *out, const struct audit_cell *cell)
{
    csv_append(out, cell->file);
    append_number(out, cell->line, true);
    csv_end_record(out);
}

static void append_item(const struct audit *audit, struct str *out, const struct audit_item *item)
{
    append_names(out, item, "");
    csv_append(out, "");
    append_remarks(audit, out, &item->remarks, audit_item_verdict(item));
    csv_append(out, item->form);
    csv_append(out, answers_word(item));
    append_number(out, item->base, item->base >= 0);
    csv_append(out, "");
    append_percent(out, item, audit_sum(item));
    csv_append(out, "");
    csv_append(out, "");
    append_number(out, item->sets, item->sets > 0 && item->sets < FEASIBLE_MANY);
    csv_append(out, item->bases);
    append_place(out, item->cells[0]);
}

static void append_cell(const struct audit *audit, struct str *out, const struct audit_cell *cell)
{
    const struct audit_item *item = cell->item;
    int64_t base = audit_base(cell);
    bool known = cell->range.low <= cell->range.high;
    append_names(out, item, cell->option);
    csv_append(out, audit_print(audit, cell));
    append_remarks(audit, out, &cell->remarks, audit_verdict_of(&cell->remarks));
    csv_append(out, item->form);
    csv_append(out, answers_word(item));
    append_number(out, base, base >= 0);
    append_number(out, cell->count, cell->count >= 0);
    append_percent(out, item, audit_units(cell));
    append_number(out, cell->range.low, known);
    append_number(out, cell->range.high, known);
    csv_append(out, "");
    csv_append(out, "");
    append_place(out, cell);
}

void audit_write_csv(const struct audit *audit, struct str *out)
{
    str_append(out, CSV_BOM);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        csv_append(out, columns[i]);
    csv_end_record(out);
    for (size_t i = 0; i < audit->table.item_count; i++) {
        const struct audit_item *item = &audit->table.items[i];
        append_item(audit, out, item);
        for (size_t k = 0; k < item->count; k++)
            append_cell(audit, out, item->cells[k]);
    }
    for (size_t i = 0; i < audit->table.cell_count; i++)
        if (audit->table.cells[i].repeated)
            append_cell(audit, out, &audit->table.cells[i]);
}
