#include "aggregate/audit_output.h"

#include "common/display.h"
#include "common/message.h"
#include "common/round.h"

#include <string.h>

static const char *verdict_word(const struct audit *audit, enum audit_verdict verdict)
{
    static const char *const words[] = {
        [AUDIT_POSSIBLE] = N_("possible"),
        [AUDIT_UNDECIDED] = N_("not decided"),
        [AUDIT_CONTRADICTION] = N_("contradictory"),
        [AUDIT_IMPOSSIBLE] = N_("impossible"),
    };
    return audit_say(audit, words[verdict]);
}

/* ---- The head of a row ---- */

static const char *answers_text(const struct audit *audit, const struct audit_item *item)
{
    static const char *const texts[][3] = {
        [AUDIT_FROM_NOTHING] =
            {N_("each percentage by itself (several answers, or not all are printed)"), "", ""},
        [AUDIT_FROM_SUM] = {"", N_("one answer each (assumed, since they sum to about 100)"), ""},
        [AUDIT_FROM_FILE] = {"", N_("one answer each (as the file says)"),
                             N_("several answers (as the file says)")},
        [AUDIT_FROM_CODEBOOK] = {"", N_("one answer each (by the codebook)"),
                                 N_("several answers (by the codebook)")},
    };
    const char *text = texts[item->source][item->answers];
    return *text ? audit_say(audit, text) : "";
}

static const char *base_text(const struct audit *audit, const struct audit_item *item)
{
    if (item->base < 0)
        return audit_say(audit, N_("n is not known"));
    if (item->base_printed)
        return arena_printf(audit->arena, "n = %lld", (long long)item->base);
    return arena_printf(audit->arena, audit_say(audit, N_("n = %lld (not printed there)")),
                        (long long)item->base);
}

static void write_head(const struct audit *audit, const struct audit_item *item, struct str *out)
{
    const char *parts[] = {item->form, item->question, item->row, item->label};
    bool any = false;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!*parts[i])
            continue;
        str_appendf(out, "%s%s", any ? " " : "  ", parts[i]);
        any = true;
    }
    str_append(out, any ? "\n" : "");
    str_appendf(out, "  %s; %s\n", base_text(audit, item), answers_text(audit, item));
}

/* ---- The cells ---- */

enum { COLUMNS = 4 }; /* before the label: count, percent, possible counts, verdict */

struct line {
    const char *columns[COLUMNS];
    const char *label;
    const struct audit_remarks *remarks; /* NULL: none */
};

static const char *range_text(const struct audit *audit, const struct feasible_range *range)
{
    if (range->low > range->high)
        return "-";
    if (range->low == range->high)
        return arena_printf(audit->arena, "%lld", (long long)range->low);
    return arena_printf(audit->arena, "%lld–%lld", (long long)range->low, (long long)range->high);
}

static const char *count_text(const struct audit *audit, int64_t count)
{
    return count < 0 ? "-" : arena_printf(audit->arena, "%lld", (long long)count);
}

static struct line cell_line(const struct audit *audit, const struct audit_cell *cell)
{
    int64_t units = audit_units(cell);
    return (struct line){
        .columns = {count_text(audit, cell->count),
                    units < 0 ? "-" : audit_percent(audit, cell->item, units),
                    range_text(audit, &cell->range),
                    verdict_word(audit, audit_verdict_of(&cell->remarks))},
        .label = cell->label,
        .remarks = &cell->remarks,
    };
}

static struct line sum_line(const struct audit *audit, const struct audit_item *item)
{
    int64_t counts = 0;
    for (size_t i = 0; i < item->count; i++)
        counts = item->cells[i]->count < 0 || counts < 0 ? -1 : counts + item->cells[i]->count;
    return (struct line){
        .columns = {count_text(audit, counts), audit_percent(audit, item, audit_sum(item)), "", ""},
        .label = audit_say(audit, N_("sum")),
    };
}

static void write_remarks(const struct audit_remarks *remarks, const char *indent, struct str *out)
{
    for (const struct audit_remark *remark = remarks->first; remark; remark = remark->next) {
        str_appendf(out, "%s%s\n", indent, remark->text);
        if (remark->remedy)
            str_appendf(out, "%s  → %s\n", indent, remark->remedy);
    }
}

static void write_line(const struct line *line, const size_t *widths, struct str *out)
{
    str_append(out, "   ");
    for (size_t i = 0; i < COLUMNS; i++)
        str_appendf(out, " %*s%s", (int)(widths[i] - display_width(line->columns[i]) + 1), "",
                    line->columns[i]);
    str_appendf(out, "  %s\n", line->label);
}

static void write_lines(const struct line *lines, size_t count, struct str *out)
{
    size_t widths[COLUMNS] = {0};
    for (size_t i = 0; i < count; i++)
        for (size_t column = 0; column < COLUMNS; column++) {
            size_t width = display_width(lines[i].columns[column]);
            widths[column] = width > widths[column] ? width : widths[column];
        }
    for (size_t i = 0; i < count; i++) {
        write_line(&lines[i], widths, out);
        if (lines[i].remarks)
            write_remarks(lines[i].remarks, "        ", out);
    }
}

static void write_cells(const struct audit *audit, const struct audit_item *item, struct str *out)
{
    struct line *lines = arena_array(audit->arena, item->count + 2, sizeof *lines);
    size_t count = 0;
    lines[count++] = (struct line){
        .columns = {audit_say(audit, N_("count")), audit_say(audit, N_("percent")),
                    audit_say(audit, N_("possible counts")), audit_say(audit, N_("verdict"))},
        .label = audit_say(audit, N_("option")),
    };
    for (size_t i = 0; i < item->count; i++)
        lines[count++] = cell_line(audit, item->cells[i]);
    if (item->answers == AUDIT_ANSWERS_ONE && item->count > 1)
        lines[count++] = sum_line(audit, item);
    write_lines(lines, count, out);
}

/* ---- The verdict on a row ---- */

static void write_sets(const struct audit *audit, const struct audit_item *item, struct str *out)
{
    const char *text = NULL;
    if (item->sets == 1)
        text = audit_say(audit, N_("one set of counts gives this row"));
    else if (item->sets < 0 || item->sets >= FEASIBLE_MANY)
        text = audit_say(audit, N_("more sets of counts than were counted give this row"));
    else if (item->sets > 1)
        text = arena_printf(audit->arena, audit_say(audit, N_("%lld sets of counts give this row")),
                            (long long)item->sets);
    if (text)
        str_appendf(out, "    %s\n", text);
}

static void write_item(const struct audit *audit, const struct audit_item *item, struct str *out)
{
    write_head(audit, item, out);
    write_cells(audit, item, out);
    str_appendf(out, "  %s: %s\n", audit_say(audit, N_("verdict")),
                verdict_word(audit, audit_item_verdict(item)));
    write_sets(audit, item, out);
    write_remarks(&item->remarks, "    ", out);
    if (*item->bases) {
        const char *format = audit_say(audit, N_("n that fit: %s (tried up to %lld)"));
        const char *text =
            arena_printf(audit->arena, format, item->bases, (long long)audit->largest_base);
        str_appendf(out, "    %s\n", text);
    }
}

/* ---- The whole ---- */

static bool is_shown(const struct audit *audit, const struct audit_item *item)
{
    return !audit->brief || audit_item_verdict(item) != AUDIT_POSSIBLE;
}

static void write_figure_head(const struct audit *audit, const struct audit_figure *figure,
                              struct str *out)
{
    const struct audit_cell *first = figure->items[0]->cells[0];
    str_appendf(out, "%s  [%s:%ld]\n", figure->name, first->file, first->line);
    if (!figure->padded)
        return;
    const char *format =
        audit_say(audit, N_("numbers with fewer decimals are taken to be printed with %d"));
    str_appendf(out, "  %s\n", arena_printf(audit->arena, format, figure->decimals));
}

static void write_figure(const struct audit *audit, const struct audit_figure *figure,
                         struct str *out)
{
    bool any = false;
    for (size_t i = 0; i < figure->count; i++) {
        if (!is_shown(audit, figure->items[i]))
            continue;
        if (!any)
            write_figure_head(audit, figure, out);
        any = true;
        write_item(audit, figure->items[i], out);
    }
    if (any)
        str_append(out, "\n");
}

/* Cells that a row has twice, where the second says something else. */
static void write_repeated(const struct audit *audit, struct str *out)
{
    for (size_t i = 0; i < audit->table.cell_count; i++) {
        const struct audit_cell *cell = &audit->table.cells[i];
        if (!cell->repeated || !cell->remarks.first)
            continue;
        str_appendf(out, "%s  [%s:%ld]\n", cell->item->figure->name, cell->file, cell->line);
        struct line line = cell_line(audit, cell);
        write_lines(&line, 1, out);
        str_append(out, "\n");
    }
}

static void write_summary(const struct audit *audit, struct str *out)
{
    size_t counts[AUDIT_IMPOSSIBLE + 1] = {0};
    for (size_t i = 0; i < audit->table.item_count; i++)
        counts[audit_item_verdict(&audit->table.items[i])]++;
    if (!audit->table.config && !audit->table.has_questions)
        str_appendf(out, "%s\n",
                    audit_say(audit, N_("no column names the questions: figures were not compared "
                                        "with each other")));
    const char *format =
        audit_say(audit, N_("rows of percentages: %zu; possible %zu, contradictory "
                            "%zu, impossible %zu, not decided %zu"));
    const char *text = arena_printf(audit->arena, format, audit->table.item_count,
                                    counts[AUDIT_POSSIBLE], counts[AUDIT_CONTRADICTION],
                                    counts[AUDIT_IMPOSSIBLE], counts[AUDIT_UNDECIDED]);
    str_appendf(out, "%s\n", text);
}

void audit_write_report(const struct audit *audit, struct str *out)
{
    for (size_t i = 0; i < audit->table.figure_count; i++)
        write_figure(audit, &audit->table.figures[i], out);
    write_repeated(audit, out);
    write_summary(audit, out);
}
