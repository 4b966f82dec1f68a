#include "report/change_list.h"

#include "common/message.h"

#include <inttypes.h>
#include <string.h>

/* What fits on a page or two. */
enum { CELLS_SHOWN = 100, NUMBERS_SHOWN = 50, UNITS_SHOWN = 200 };

/* A text in a cell of a Markdown table, on one line. */
static void append_text(struct str *out, const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        if (strchr("|\\`*_<>[]", *c) != NULL)
            str_append_char(out, '\\');
        str_append_char(out, (unsigned char)*c < ' ' ? ' ' : *c);
    }
}

static void append_item(struct str *out, const struct told_item *item)
{
    str_append(out, "| ");
    append_text(out, item->question->number);
    str_append_char(out, ' ');
    append_text(out, item->question->text);
    if (*item->row) {
        str_append(out, "：");
        append_text(out, item->row_label);
    }
    str_append(out, " | ");
}

/* 1183 / 1717（68.9％）; － where there is none. */
static void append_share(struct str *out, const struct told_cell *cell)
{
    char digits[DECIMAL_SIZE];
    if (cell == NULL) {
        str_append(out, "－");
        return;
    }
    str_appendf(out, "%" PRId64 " / %" PRId64, cell->count, cell->base);
    if (cell->percent != MEASURE_NONE)
        str_appendf(out, "（%s％）", decimal_text(digits, cell->percent, 1));
}

static void append_mean(struct str *out, const struct told_number *number)
{
    if (number == NULL) {
        str_append(out, "－");
        return;
    }
    str_appendf(out, "%" PRId64 "（", number->n);
    append_text(out, number->measures[TOLD_MEAN] == NULL ? "－" : number->measures[TOLD_MEAN]);
    str_append(out, "）");
}

static void take_cell(struct change_list *list, const struct release_change *change)
{
    if (list->cell_count++ >= CELLS_SHOWN)
        return;
    append_item(&list->cells, change->item);
    append_text(&list->cells, change->option->label);
    str_append(&list->cells, " | ");
    append_share(&list->cells, change->before);
    str_append(&list->cells, " | ");
    append_share(&list->cells, change->after);
    str_append(&list->cells, " |\n");
}

static void take_number(struct change_list *list, const struct release_change *change)
{
    if (list->number_count++ >= NUMBERS_SHOWN)
        return;
    append_item(&list->numbers, change->item);
    append_mean(&list->numbers, change->number_before);
    str_append(&list->numbers, " | ");
    append_mean(&list->numbers, change->number_after);
    str_append(&list->numbers, " |\n");
}

void change_list_take(struct change_list *list, const struct release_change *change)
{
    if (change->banner->kind != TOLD_TOTAL)
        return;
    if (change->option != NULL)
        take_cell(list, change);
    else
        take_number(list, change);
}

static void append_more(struct str *out, size_t count, size_t shown)
{
    if (count > shown)
        str_appendf(out, "\nほかに%zu件あります。\n", count - shown);
}

static void append_unit(struct str *out, const struct touched_unit *unit)
{
    bool stayed = unit->then.present && unit->now.present;
    enum touched_cause cause =
        stayed && unit->answer_count > 0 ? unit->answers[0].cause : unit->cause;
    str_append(out, "| ");
    append_text(out, unit->form->title);
    str_append(out, " | ");
    append_text(out, unit->unit);
    str_append(out, " | ");
    append_text(out, unit->name);
    str_appendf(out, " | %s | ", touched_cause_words[cause][1]);
    append_text(out, unit->file);
    if (stayed)
        str_appendf(out, " | %zu |\n", unit->answer_count);
    else
        str_append(out, " | － |\n");
}

static bool is_changed(const struct touched_unit *unit)
{
    return unit->then.present != unit->now.present || unit->answer_count > 0;
}

static void append_units(struct str *out, const struct touched *touched)
{
    size_t count = 0;
    str_append(out, "\n## 回答が変わった団体\n\n");
    if (touched->too_many) {
        str_appendf(out, "%d団体を超えるため、団体ごとの一覧はありません。\n", TOUCHED_LIMIT);
        return;
    }
    str_append(out, "| 調査票 | コード | 名称 | 理由 | ファイル | 変わった回答 |\n"
                    "| --- | --- | --- | --- | --- | ---: |\n");
    for (size_t u = 0; u < touched->count; u++) {
        if (is_changed(&touched->units[u]) && count++ < UNITS_SHOWN)
            append_unit(out, &touched->units[u]);
    }
    append_more(out, count, UNITS_SHOWN);
}

void change_list_append(struct str *out, const struct change_list *list,
                        const struct change_tables *tables)
{
    str_append(out, "# ");
    append_text(out, tables->config->codebook.title);
    str_appendf(
        out,
        "：公表版%" PRId64 "の変更点\n\n公表版%" PRId64
        "との違いです。変わったセルは%zu件、数値の統計は%zu件あります。"
        "すべての一覧と理由は tables/changes.csv と tables/number-changes.csv にあります。\n",
        tables->number, tables->previous, tables->cells, tables->statistics);
    if (!tables->same_configuration)
        str_append(out, "調査の設定（コードブック）が変わっています。\n");
    if (list->cell_count > 0) {
        str_append(out, "\n## 全体の件数と割合\n\n| 設問 | 選択肢 | 変更前 | 変更後 |\n"
                        "| --- | --- | ---: | ---: |\n");
        str_append(out, str_text(&list->cells));
        append_more(out, list->cell_count, CELLS_SHOWN);
    }
    if (list->number_count > 0) {
        str_append(out, "\n## 全体の数値（n、かっこ内は平均）\n\n| 設問 | 変更前 | 変更後 |\n"
                        "| --- | ---: | ---: |\n");
        str_append(out, str_text(&list->numbers));
        append_more(out, list->number_count, NUMBERS_SHOWN);
    }
    append_units(out, tables->touched);
}
