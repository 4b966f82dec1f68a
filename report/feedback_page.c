/*
 * The layout: who it is, what most of the similar units do and this one does not yet, a row per
 * answer, what was left blank, and how to read it. One answer to a question is one row; of a
 * multiple question each option that was ticked.
 */
#include "report/feedback_page.h"

#include "common/display.h"
#include "common/frame.h"
#include "common/number.h"
#include "common/round.h"
#include "common/wrap.h"
#include "report/words.h"

#include <string.h>

enum { COLUMN_NUMBER, COLUMN_QUESTION, COLUMN_OWN, COLUMN_SHARES };
/* Together as wide as an A4 page holds at six points; with and without a last wave. */
enum { WIDTH_NUMBER = 6, WIDTH_QUESTION = 62, WIDTH_OWN = 53, WIDTH_SHARE = 7 };
enum { WIDTH_QUESTION_BESIDE = 50, WIDTH_OWN_BESIDE = 41, WIDTH_FORMER = 23 };
/* A former answer takes no more lines; its number tells which one it is. */
enum { FORMER_LINES = 2 };
/* Fonts differ: a line across the page holds a little less than its columns. */
enum { WRAP_MARGIN = 2 };
/* Shares of fewer units are marked. */
enum { SMALL_BASE = 10 };

#define NO_FIGURE "－"

struct layout {
    struct page *page;
    struct arena *arena;
    const struct feedback_form *feedback;
    const struct feedback_unit *unit;
    const struct feedback_counts *counts;
    size_t widths[PAGE_COLUMNS_MOST];
    size_t total_width;
    uint32_t row;
};

size_t page_widths(const struct feedback_form *feedback, size_t widths[PAGE_COLUMNS_MOST])
{
    size_t count = 0;
    widths[count++] = WIDTH_NUMBER;
    widths[count++] = feedback->former != NULL ? WIDTH_QUESTION_BESIDE : WIDTH_QUESTION;
    widths[count++] = feedback->former != NULL ? WIDTH_OWN_BESIDE : WIDTH_OWN;
    for (int p = 0; p < PEERS_COUNT; p++) {
        if (!feedback->compared[p])
            continue;
        widths[count++] = WIDTH_SHARE;
        widths[count++] = WIDTH_SHARE;
    }
    if (feedback->former != NULL)
        widths[count++] = WIDTH_FORMER;
    return count;
}

double page_row_height(size_t lines)
{
    /* Ten points in Yu Gothic: what is around a lone line may be cut, not what is between two.
     * Excel allows 409 points at most. */
    const double none = 5.0, lone = 12.0, line = 14.0, padding = 1.0, largest = 409.0;
    if (lines < 2)
        return lines == 0 ? none : lone;
    double height = (double)lines * line + padding;
    return height < largest ? height : largest;
}

/* ---- Cells and lines ---- */

static void put(struct layout *layout, struct page_cell cell)
{
    struct page *page = layout->page;
    if (page->cell_count == page->cell_capacity) {
        size_t capacity = page->cell_capacity == 0 ? 512 : 2 * page->cell_capacity;
        struct page_cell *cells = arena_array(layout->arena, capacity, sizeof *cells);
        if (page->cell_count > 0)
            memcpy(cells, page->cells, page->cell_count * sizeof *cells);
        page->cells = cells;
        page->cell_capacity = capacity;
    }
    cell.row = layout->row;
    page->cells[page->cell_count++] = cell;
}

static void put_text(struct layout *layout, size_t column, const char *text,
                     enum page_format format)
{
    put(layout, (struct page_cell){.column = (uint32_t)column, .format = format, .text = text});
}

static void end_row(struct layout *layout, size_t lines)
{
    struct page *page = layout->page;
    if (layout->row >= page->row_capacity) {
        size_t capacity = 2 * page->row_capacity + layout->row + 64;
        size_t *all = arena_array(layout->arena, capacity, sizeof *all);
        if (page->row_capacity > 0)
            memcpy(all, page->lines, page->row_capacity * sizeof *all);
        page->lines = all;
        page->row_capacity = capacity;
    }
    page->lines[layout->row++] = lines;
    page->points += page_row_height(lines);
}

static void skip_row(struct layout *layout)
{
    end_row(layout, 0);
}

/* A text as wide as the table, in as many rows as it needs: nothing is merged or cut. */
static void put_lines(struct layout *layout, const char *text, enum page_format format)
{
    struct str wrapped = {0};
    wrap_append(&wrapped, text, 0, layout->total_width - WRAP_MARGIN);
    char *line = arena_strdup(layout->arena, str_text(&wrapped));
    str_release(&wrapped);
    while (line != NULL && *line != '\0') {
        char *end = strchr(line, '\n');
        if (end != NULL)
            *end++ = '\0';
        put_text(layout, 0, line, format);
        end_row(layout, 1);
        line = end;
    }
}

/* Texts one behind the other, as many in a line as fit; only one that is wider than a line is
 * broken. */
struct paragraph {
    struct layout *layout;
    enum page_format format;
    struct str line;
};

static void end_paragraph(struct paragraph *paragraph)
{
    if (paragraph->line.length > 0)
        put_lines(paragraph->layout, str_text(&paragraph->line), paragraph->format);
    str_release(&paragraph->line);
}

static void add_text(struct paragraph *paragraph, const char *text)
{
    static const char gap[] = "　";
    struct str *line = &paragraph->line;
    size_t room = paragraph->layout->total_width - WRAP_MARGIN;
    if (line->length > 0 &&
        display_width(str_text(line)) + display_width(gap) + display_width(text) > room)
        end_paragraph(paragraph);
    str_appendf(line, "%s%s", line->length > 0 ? gap : "", text);
}

/* A text that takes at most so many lines of a column, the rest of it as "…". */
static const char *shortened(const struct layout *layout, size_t column, const char *text,
                             size_t lines)
{
    static const char rest[] = "…";
    size_t width = layout->widths[column];
    if (display_lines(text, width) <= lines)
        return text;
    /* A wide character may leave one column of a line empty. */
    size_t room = lines * (width - 1) - display_width(rest), used = 0;
    const char *end = text;
    for (const char *next = text; display_next(&next) != 0; end = next) {
        used = display_width(arena_copy(layout->arena, text, (size_t)(next - text)));
        if (used > room)
            break;
    }
    return arena_printf(layout->arena, "%.*s%s", (int)(end - text), text, rest);
}

/* ---- Who it is ---- */

static const char *frame_text(const struct layout *layout, const char *column)
{
    const struct frame *frame = layout->feedback->form->frame;
    size_t at = frame == NULL || layout->unit->frame_unit == FRAME_NONE
                    ? FRAME_NONE
                    : frame_column(frame, column);
    return at == FRAME_NONE ? "" : frame_value(frame, layout->unit->frame_unit, at);
}

/* The label of the unit's class; "" if it is in none. */
static const char *class_label(const struct layout *layout, enum peers peers)
{
    const struct feedback_form *feedback = layout->feedback;
    size_t line = layout->unit->lines[peers];
    if (line == LINE_NONE)
        return "";
    for (size_t b = 0; b < feedback->banner[peers]; b++)
        line -= feedback->banners->banners[b].class_count;
    return feedback->banners->banners[feedback->banner[peers]].classes[line].label;
}

static void put_unit(struct layout *layout)
{
    struct str text = {0};
    const char *population = frame_text(layout, "population");
    str_appendf(&text, "団体コード %s", layout->unit->code);
    if (layout->feedback->compared[PEERS_PREFECTURE])
        str_appendf(&text, "　都道府県 %s", class_label(layout, PEERS_PREFECTURE));
    int64_t inhabitants;
    if (number_parse_whole(population, &inhabitants)) {
        str_append(&text, "　人口 ");
        append_whole(&text, inhabitants);
        str_append(&text, "人");
    }
    if (layout->feedback->compared[PEERS_SIMILAR]) {
        const char *group = class_label(layout, PEERS_SIMILAR);
        str_appendf(&text, "　類似団体 %s", *group != '\0' ? group : "該当なし");
    }
    put_lines(layout, str_text(&text), PAGE_LINE);
    str_release(&text);
}

/* ---- What most do ---- */

/* The similar units; without such, all. */
static enum peers majority(const struct layout *layout)
{
    return layout->unit->lines[PEERS_SIMILAR] != LINE_NONE ? PEERS_SIMILAR : PEERS_ALL;
}

static struct share share_of(const struct layout *layout, size_t item, enum peers peers,
                             size_t answer)
{
    const struct feedback_counts *counts = &layout->counts[item];
    size_t line = layout->unit->lines[peers];
    if (line == LINE_NONE)
        return (struct share){0};
    return (struct share){counts->counts[line * counts->answer_count + answer], counts->base[line]};
}

static const char *percent_text(struct arena *arena, struct share share)
{
    char digits[DECIMAL_SIZE];
    return arena_printf(arena, "%s％%s", decimal_text(digits, measure_percent(share), 1),
                        share.base < SMALL_BASE ? "*" : "");
}

/* True if it is so with most, but not (or nobody can say whether) with the unit. */
static bool put_behind(struct paragraph *paragraph, size_t item, bool unknown)
{
    const struct layout *layout = paragraph->layout;
    const struct question *question = layout->feedback->form->items[item].question;
    int code = layout->unit->codes[layout->feedback->form->items[item].slot];
    if (!words_says_done(question) || code != (unknown ? CODE_NA : question->options[1].code))
        return false;
    struct share share = share_of(layout, item, majority(layout), 0);
    if (2 * share.count <= share.base)
        return false;
    add_text(paragraph,
             arena_printf(layout->arena, "%s %s（%s %s、n=%lld）%s", unknown ? "？" : "・",
                          question->text, majority(layout) == PEERS_SIMILAR ? "類似団体" : "全国",
                          percent_text(layout->arena, share), (long long)share.base,
                          unknown ? "：貴団体は、回答がないため判定できません" : ""));
    return true;
}

static void put_majority(struct layout *layout)
{
    const struct form *form = layout->feedback->form;
    bool asked = false, any = false;
    for (size_t i = 0; i < form->item_count; i++)
        asked = asked || words_says_done(form->items[i].question);
    if (!asked || layout->unit->lines[majority(layout)] == LINE_NONE)
        return;
    const char *whom = majority(layout) == PEERS_SIMILAR ? "類似団体" : "全国";
    put_lines(layout,
              arena_printf(layout->arena, "%sの過半数が行い、貴団体がまだ行っていないこと", whom),
              PAGE_HEADING);
    struct paragraph paragraph = {.layout = layout, .format = PAGE_LINE};
    for (int unknown = 0; unknown < 2; unknown++)
        for (size_t i = 0; i < form->item_count; i++)
            any |= put_behind(&paragraph, i, unknown == 1);
    end_paragraph(&paragraph);
    if (!any)
        put_lines(layout, "該当する項目はありません。", PAGE_LINE);
}

/* ---- The table ---- */

static size_t header_lines(const struct layout *layout, size_t column, const char *text)
{
    size_t lines = display_lines(text, layout->widths[column]);
    return lines > 2 ? lines : 2;
}

static void put_header(struct layout *layout)
{
    static const char *const fallback[PEERS_COUNT] = {"都道府県", "類似団体", "全国"};
    const struct feedback_form *feedback = layout->feedback;
    size_t column = COLUMN_SHARES, lines = 2;
    layout->page->header = layout->row;
    put_text(layout, COLUMN_NUMBER, "番号", PAGE_HEADER);
    put_text(layout, COLUMN_QUESTION, "設問", PAGE_HEADER);
    put_text(layout, COLUMN_OWN, "貴団体の回答", PAGE_HEADER);
    for (int p = 0; p < PEERS_COUNT; p++) {
        if (!feedback->compared[p])
            continue;
        const char *label = p == PEERS_PREFECTURE ? class_label(layout, PEERS_PREFECTURE) : "";
        label = *label != '\0' ? label : fallback[p];
        const char *percent = arena_printf(layout->arena, "%s ％", label);
        size_t own = header_lines(layout, column, percent);
        lines = own > lines ? own : lines;
        put_text(layout, column++, percent, PAGE_HEADER);
        put_text(layout, column++, arena_printf(layout->arena, "%s n", label), PAGE_HEADER);
    }
    if (feedback->former != NULL) {
        size_t own = header_lines(layout, column, feedback->former_heading);
        lines = own > lines ? own : lines;
        put_text(layout, column, feedback->former_heading, PAGE_HEADER);
    }
    end_row(layout, lines);
}

static void put_share(struct layout *layout, size_t column, struct share share)
{
    if (share.base == 0) {
        put_text(layout, column, NO_FIGURE, PAGE_NONE);
        put_text(layout, column + 1, NO_FIGURE, PAGE_NONE);
        return;
    }
    put(layout, (struct page_cell){.column = (uint32_t)column,
                                   .format = share.base < SMALL_BASE ? PAGE_FEW : PAGE_PERCENT,
                                   .number = measure_percent(share)});
    put(layout, (struct page_cell){
                    .column = (uint32_t)column + 1, .format = PAGE_WHOLE, .number = share.base});
}

/* "1. 訪問、3. 手紙", or the numbers alone, "1・3". */
static const char *former_ticks(const struct layout *layout, const struct former_item *former,
                                bool numbers)
{
    const uint8_t *slots = layout->unit->former + former->slot;
    struct str text = {0};
    for (size_t o = 0; o < former->slot_count; o++) {
        const char *label = former->labels[o];
        if (slots[o] != CODE_TICKED || label == NULL)
            continue;
        int length = (int)(numbers ? strcspn(label, ".") : strlen(label));
        str_appendf(&text, "%s%.*s", text.length == 0 ? "" : numbers ? "・" : "、", length, label);
    }
    const char *kept = arena_strdup(layout->arena, str_text(&text));
    str_release(&text);
    return kept;
}

static const char *empty_label(int code)
{
    return code == CODE_NA          ? "無回答"
           : code == CODE_INVALID   ? "不明"
           : code == CODE_NOT_ASKED ? "非該当"
                                    : NULL;
}

/* The answer to an item that was asked, as long as it may be. */
static const char *former_answer(const struct layout *layout, size_t item, size_t column)
{
    const struct former_item *former = &layout->feedback->former[item];
    int code = layout->unit->former[former->slot];
    const char *text = empty_label(code);
    if (text != NULL)
        return text;
    text = former->single ? former->labels[code] : former_ticks(layout, former, false);
    if (display_lines(text, layout->widths[column]) <= FORMER_LINES)
        return text;
    if (!former->single)
        return former_ticks(layout, former, true);
    bool same = layout->unit->codes[layout->feedback->form->items[item].slot] == code &&
                layout->feedback->form->items[item].question->break_reason == NULL;
    return same ? arena_printf(layout->arena, "%d.（今回と同じ番号）", code)
                : shortened(layout, column, text, FORMER_LINES);
}

static const char *former_text(const struct layout *layout, size_t item, size_t column)
{
    const struct former_item *former = &layout->feedback->former[item];
    const struct question *question = layout->feedback->form->items[item].question;
    if (former->slot_count == 0)
        return NO_FIGURE;
    if (layout->unit->former == NULL)
        return "未提出";
    const char *text = former_answer(layout, item, column);
    return question->break_reason == NULL ? text : arena_printf(layout->arena, "%s※", text);
}

/* The text of a grid stands with its first row only; of further ticks nothing is said again. */
static const char *question_text(const struct layout *layout, const struct item *item, bool first)
{
    const struct question *question = item->question;
    if (!first)
        return "同上";
    if (item->row == NULL)
        return question->text;
    const char *row = arena_printf(layout->arena, "【%s】", item->row->label);
    if (item != &layout->feedback->form->items[question->first_item])
        return row;
    size_t width = display_width(question->text) + display_width(row);
    return arena_printf(layout->arena, "%s%s%s", question->text,
                        width <= layout->widths[COLUMN_QUESTION] ? "" : "\n", row);
}

static size_t text_lines(const struct layout *layout, size_t column, const char *text)
{
    return display_lines(text, layout->widths[column]);
}

/* One answer; SIZE_MAX: the unit was not asked. `first` is the first row of the item. */
static void put_answer(struct layout *layout, size_t index, size_t answer, bool first)
{
    const struct feedback_form *feedback = layout->feedback;
    const struct item *item = &feedback->form->items[index];
    const char *question = question_text(layout, item, first);
    const char *own = answer == SIZE_MAX ? "非該当" : feedback->answers[index][answer];
    size_t column = COLUMN_SHARES, lines = text_lines(layout, COLUMN_QUESTION, question);
    size_t own_lines = text_lines(layout, COLUMN_OWN, own);
    lines = own_lines > lines ? own_lines : lines;
    put_text(layout, COLUMN_NUMBER, words_number(item->question), PAGE_CODE);
    put_text(layout, COLUMN_QUESTION, question, PAGE_WRAPPED);
    put_text(layout, COLUMN_OWN, own, PAGE_WRAPPED);
    for (int p = 0; p < PEERS_COUNT; p++) {
        if (!feedback->compared[p])
            continue;
        put_share(layout, column,
                  answer == SIZE_MAX ? (struct share){0}
                                     : share_of(layout, index, (enum peers)p, answer));
        column += 2;
    }
    if (feedback->former != NULL) {
        const char *former = first ? former_text(layout, index, column) : "同上";
        size_t former_lines = text_lines(layout, column, former);
        lines = former_lines > lines ? former_lines : lines;
        put_text(layout, column, former, PAGE_WRAPPED);
    }
    end_row(layout, lines);
}

static size_t option_position(const struct question *question, int code)
{
    size_t at = 0;
    while (question->options[at].code != code)
        at++;
    return at;
}

static void put_item(struct layout *layout, size_t index)
{
    const struct item *item = &layout->feedback->form->items[index];
    const struct question *question = item->question;
    const uint8_t *slots = layout->unit->codes + item->slot;
    if (*slots == CODE_NOT_ASKED) {
        put_answer(layout, index, SIZE_MAX, true);
    } else if (*slots == CODE_NA || *slots == CODE_INVALID) {
        put_answer(layout, index, question->option_count + (*slots == CODE_INVALID), true);
    } else if (question->type == QUESTION_SINGLE) {
        put_answer(layout, index, option_position(question, *slots), true);
    } else {
        bool first = true;
        for (size_t o = 0; o < item->slot_count; o++) {
            if (slots[o] != CODE_TICKED)
                continue;
            put_answer(layout, index, o, first);
            first = false;
        }
    }
}

static void put_table(struct layout *layout)
{
    put_header(layout);
    for (size_t i = 0; i < layout->feedback->form->item_count; i++)
        if (layout->feedback->answers[i] != NULL &&
            !layout->feedback->form->items[i].question->derived)
            put_item(layout, i);
    layout->page->last = layout->row - 1;
}

/* ---- Below it ---- */

static void put_empties(struct paragraph *paragraph, int code)
{
    const struct layout *layout = paragraph->layout;
    const struct form *form = layout->feedback->form;
    struct str list = {0};
    size_t count = 0;
    for (size_t i = 0; i < form->item_count; i++) {
        const struct item *item = &form->items[i];
        if (item->question->derived || layout->unit->codes[item->slot] != code)
            continue;
        str_appendf(&list, "%s%s", count++ > 0 ? "、" : "", words_number(item->question));
        if (item->row != NULL)
            str_appendf(&list, "【%s】", item->row->label);
    }
    add_text(paragraph, arena_printf(layout->arena, "%s（%zu）：%s", empty_label(code), count,
                                     count > 0 ? str_text(&list) : "なし"));
    str_release(&list);
}

static void put_notes(struct layout *layout)
{
    static const char *const notes[] = {
        "割合（％）: 貴団体と同じ回答をした団体の割合（複数回答は選択肢ごと）。",
        "n: その設問を尋ねて回答のあった団体の数（無回答・不明を含む）。",
        "*: nが10未満で、割合の利用に注意を要する。",
        "－: 比べる数値がない。",
        "無回答: 尋ねたが回答がない。",
        "不明: 回答はあるが集計に使えない。",
        "非該当: 尋ねていない。",
        "数値と自由記述の設問は、無回答などの一覧にのみ含む。",
        "「まだ行っていないこと」: "
        "派生変数（回答から判定する項目）のうち、類似団体（該当がなければ全国"
        "）の過半数が「はい」に当たり、貴団体が「いいえ」に当たるもの。",
        "四捨五入のため内訳の合計が総数に合わないことがある。",
    };
    struct paragraph paragraph = {.layout = layout, .format = PAGE_SMALL};
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
        add_text(&paragraph, notes[i]);
    bool broken = false;
    for (size_t i = 0; layout->feedback->former != NULL && i < layout->feedback->form->item_count;
         i++)
        broken = broken || (layout->feedback->former[i].slot_count > 0 &&
                            layout->feedback->form->items[i].question->break_reason != NULL);
    if (broken)
        add_text(&paragraph, "※: 設問や選択肢などが変わったため、前回とは単純に比較できない。");
    if (layout->feedback->former != NULL)
        add_text(&paragraph, "前回の回答は、長いときは選択肢の番号で示し、又は「…」で略す。");
    end_paragraph(&paragraph);
}

struct page *page_make(struct arena *arena, const struct feedback_form *feedback,
                       const struct feedback_unit *unit, const struct feedback_counts *counts,
                       uint32_t first)
{
    struct page *page = arena_alloc(arena, sizeof *page);
    struct layout layout = {.page = page,
                            .arena = arena,
                            .feedback = feedback,
                            .unit = unit,
                            .counts = counts,
                            .row = first};
    page->columns = page_widths(feedback, layout.widths);
    for (size_t i = 0; i < page->columns; i++)
        layout.total_width += layout.widths[i];
    page->first = first;
    page->title = arena_printf(arena, "%s 結果のフィードバック　%s", feedback->form->title,
                               *unit->name != '\0' ? unit->name : unit->code);
    put_unit(&layout);
    put_majority(&layout);
    skip_row(&layout);
    put_table(&layout);
    skip_row(&layout);
    struct paragraph empties = {.layout = &layout, .format = PAGE_LINE};
    add_text(&empties, "無回答などの設問（数）");
    put_empties(&empties, CODE_NA);
    put_empties(&empties, CODE_INVALID);
    put_empties(&empties, CODE_NOT_ASKED);
    end_paragraph(&empties);
    put_notes(&layout);
    return page;
}
