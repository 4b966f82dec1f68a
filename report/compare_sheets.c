/* Tables of compare.xlsx about the same units: the parts of each change, the moves; and the notes.
 */
#include "report/compare_book.h"

#include "common/display.h"
#include "report/compare_words.h"
#include "report/words.h"

#include <stdlib.h>
#include <string.h>

/* Every option of every pair of waves that has been compared. */
struct visit {
    struct compare_book *book;
    struct pen pen;
    const struct pair *pair;
    const struct series *series;
    const struct joint *joint;
};
typedef void visit_function(struct visit *visit);

static void each_joint(struct visit *visit, visit_function *write)
{
    const struct comparison *comparison = visit->book->comparison;
    for (size_t f = 0; f < comparison->form_count; f++) {
        const struct form_series *form = &comparison->forms[f];
        for (size_t s = 0; s < form->series_count; s++) {
            for (size_t p = 0; p < form->pair_count; p++) {
                visit->pair = &form->pairs[p];
                visit->series = &form->series[s];
                visit->joint = &visit->pair->joints[s];
                if (visit->joint->series != NULL)
                    write(visit);
            }
        }
    }
}

/* r3 → r4 */
static const char *pair_name(const struct visit *visit)
{
    const struct wave *waves = visit->book->comparison->waves;
    return arena_printf(visit->book->book.arena, "%s → %s", waves[visit->pair->earlier].survey,
                        waves[visit->pair->later].survey);
}

static void write_none(struct pen *pen)
{
    pen_text(pen, 0, "該当なし（両方の年度の回答がデータベースにある設問がない）",
             pen->book->style.text);
    pen->row++;
}

/* ---- The parts of a change ---- */

enum {
    PARTS_PAIR = COMPARE_STUB,
    PARTS_EARLIER,
    PARTS_LATER,
    PARTS_CHANGE,
    PARTS_FIRST,
    PARTS_MARKS = PARTS_FIRST + PART_COUNT,
    PARTS_COLUMNS,
};
enum { PARTS_NUMBER_WIDTH = 10, PARTS_MARKS_WIDTH = 24 };

static void parts_heads(struct visit *visit)
{
    struct pen *pen = &visit->pen;
    const struct style *style = &pen->book->style;
    compare_stub_heads(pen, "選択肢");
    pen_columns(pen, PARTS_PAIR, PARTS_MARKS - 1, column_width(PARTS_NUMBER_WIDTH));
    pen_columns(pen, PARTS_MARKS, PARTS_MARKS, column_width(PARTS_MARKS_WIDTH));
    pen_text(pen, PARTS_PAIR, "比較", style->header);
    pen_text(pen, PARTS_EARLIER, "前回％", style->header);
    pen_text(pen, PARTS_LATER, "今回％", style->header);
    pen_text(pen, PARTS_CHANGE, "変化（ポイント）", style->header_percent);
    for (size_t i = 0; i < PART_COUNT; i++)
        pen_text(pen, PARTS_FIRST + i, part_words[i].japanese, style->header_count);
    pen_text(pen, PARTS_MARKS, "注意", style->header);
}

static const char *pair_marks(const struct visit *visit)
{
    unsigned marks = marks_on_the_way(visit->series, visit->pair->earlier, visit->pair->later);
    return marks_names(visit->book->book.arena, marks);
}

static void write_parts_of(struct visit *visit, size_t answer)
{
    struct pen *pen = &visit->pen;
    const struct row_style *style = compare_style(pen->book, answer);
    struct flow flow = joint_flow(visit->joint, answer);
    struct split split = split_change(&flow);
    if (!split.defined)
        return;
    size_t lines = compare_stub(pen, visit->book->comparison, visit->series, answer, style);
    pen_text(pen, PARTS_PAIR, pair_name(visit), style->code);
    for (size_t i = 0; i < 2; i++)
        pen_tenths(pen, PARTS_EARLIER + i, percent_tenths(split.count[i], split.base[i]),
                   style->percent[SHADE_NONE]);
    int64_t points = points_tenths(split.difference, split.denominator);
    pen_tenths(pen, PARTS_CHANGE, points, style->points[shade_of(points, 0)]);
    for (size_t i = 0; i < PART_COUNT; i++) {
        if (!split.whole)
            pen_text(pen, PARTS_FIRST + i, "－", style->none);
        else if (split.parts[i] == 0)
            pen_whole(pen, PARTS_FIRST + i, 0, style->zero[SHADE_NONE]);
        else
            pen_tenths(pen, PARTS_FIRST + i, points_tenths(split.parts[i], split.denominator),
                       style->points[SHADE_NONE]);
    }
    struct compare_remark remark = {pair_marks(visit), lines, PARTS_MARKS_WIDTH};
    compare_remark(pen, PARTS_MARKS, &remark, style);
    pen->row++;
}

static void write_parts(struct visit *visit)
{
    for (size_t a = 0; a + 2 < visit->series->answer_count; a++) {
        if (series_is_offered(visit->series, a, visit->pair->earlier, visit->pair->later))
            write_parts_of(visit, a);
    }
}

void compare_sheet_parts(struct compare_book *book)
{
    struct visit visit = {.book = book};
    visit.pen = compare_sheet(book, "変化の内訳", "変化の内訳（ポイント）");
    pen_line(&visit.pen,
             "変化＝7つの内訳の合計。内訳はそれぞれ四捨五入しているため、合計が変化と一致しないこと"
             "がある"
             "（分数のままの値は decomposition.csv）",
             book->book.style.small);
    struct table_frame frame = {
        .header = visit.pen.row, .columns = PARTS_COLUMNS, .stub = COMPARE_STUB, .page_wide = 1};
    pen_height(&visit.pen, 3);
    parts_heads(&visit);
    visit.pen.row++;
    each_joint(&visit, write_parts);
    if (visit.pen.row == frame.header + 1)
        write_none(&visit.pen);
    frame.last = visit.pen.row - 1;
    pen_finish_table(&visit.pen, &frame);
}

/* ---- Moves ---- */

enum { MOVES_LABEL_WIDTH = 44, MOVES_WIDTH = 14, TICKS_LINES = 2 };

static const char *answer_label(const struct visit *visit, size_t answer)
{
    int code = visit->series->codes[answer];
    const char *label = series_label(visit->book->comparison, visit->series, answer);
    return code > CODE_LARGEST_OPTION
               ? label
               : arena_printf(visit->book->book.arena, "%d. %s", code, label);
}

/* Of the table of a single question. */
static const char *state_label(const struct visit *visit, size_t state)
{
    return state == visit->joint->states - 2 ? "非該当" : answer_label(visit, state);
}

static size_t label_lines(const struct visit *visit, size_t states)
{
    size_t lines = 2;
    for (size_t state = 0; state < states; state++) {
        size_t own = display_lines(state_label(visit, state), MOVES_WIDTH - 1);
        lines = own > lines ? own : lines;
    }
    return lines;
}

/* 推移表 r6 市町村 問3 scene_effort.daily: what is the same for all sheets is left out. */
static const char *moves_name(const struct visit *visit)
{
    const struct comparison *comparison = visit->book->comparison;
    const struct item *item = visit->series->latest;
    struct arena *arena = visit->book->book.arena;
    const char *name = "推移表";
    if (comparison->wave_count > 2)
        name = arena_printf(arena, "%s %s", name, comparison->waves[visit->pair->later].survey);
    if (comparison->form_count > 1)
        name =
            arena_printf(arena, "%s %s", name,
                         form_short_title(arena, visit->series->form->forms[visit->pair->later]));
    if (*item->question->number != '\0')
        name = arena_printf(arena, "%s %s", name, item->question->number);
    return arena_printf(arena, "%s %s", name, item->id);
}

/* A sheet of its own. */
static void moves_sheet(struct visit *visit)
{
    const struct item *item = visit->series->latest;
    const struct wave *waves = visit->book->comparison->waves;
    const char *marks = pair_marks(visit);
    struct arena *arena = visit->book->book.arena;
    const char *name = moves_name(visit);
    const char *title = arena_printf(arena, "%s %s %s%s%s の推移表（%s）",
                                     visit->series->form->title, words_number(item->question),
                                     item->question->text, item->row == NULL ? "" : "　",
                                     item->row == NULL ? "" : item->row->label, pair_name(visit));
    visit->pen = compare_sheet(visit->book, name, title);
    pen_line(&visit->pen,
             arena_printf(arena, "%s　縦：%s　横：%s　件数%s%s", visit->series->form->title,
                          waves[visit->pair->earlier].year, waves[visit->pair->later].year,
                          *marks == '\0' ? "" : "　注意：", marks),
             visit->book->book.style.small);
    pen_line(&visit->pen,
             "両方の年度に回答した客体の数。左上から右下への対角線が、回答の変わらなかったもの（選"
             "択肢が同じとき）",
             visit->book->book.style.small);
}

/* The table of a single question; returns its columns. */
static size_t write_matrix(struct visit *visit)
{
    struct pen *pen = &visit->pen;
    const struct style *style = &pen->book->style;
    size_t states = visit->joint->states - 1;
    pen_height(pen, label_lines(visit, states));
    pen_text(pen, 0, pair_name(visit), style->header);
    for (size_t b = 0; b < states; b++)
        pen_text(pen, 1 + b, state_label(visit, b), style->header);
    pen_text(pen, 1 + states, "計", style->header_count);
    pen->row++;
    for (size_t a = 0; a < states; a++) {
        const struct row_style *row = &style->rows[RULING_INNER];
        int64_t sum = 0;
        pen_height(pen, display_lines(state_label(visit, a), MOVES_LABEL_WIDTH));
        pen_text(pen, 0, state_label(visit, a), row->wrapped);
        for (size_t b = 0; b < states; b++) {
            int64_t count = visit->joint->counts[joint_cell(visit->joint, 0, a, b)];
            sum += count;
            pen_whole(pen, 1 + b, count, row->whole);
        }
        pen_whole(pen, 1 + states, sum, row->whole);
        pen->row++;
    }
    return states + 2;
}

/* Of a multiple question one row per option. */
static void write_ticks_of(struct visit *visit, size_t option)
{
    static const enum answer_kind moves[][2] = {{ANSWER_HIT, ANSWER_HIT},
                                                {ANSWER_HIT, ANSWER_OTHER},
                                                {ANSWER_OTHER, ANSWER_HIT},
                                                {ANSWER_OTHER, ANSWER_OTHER}};
    struct pen *pen = &visit->pen;
    const struct row_style *row = &pen->book->style.rows[RULING_INNER];
    const struct joint *joint = visit->joint;
    int64_t sum = 0, rest = 0;
    for (size_t a = 0; a + 1 < joint->states; a++) {
        for (size_t b = 0; b + 1 < joint->states; b++)
            sum += joint->counts[joint_cell(joint, option, a, b)];
    }
    rest = sum;
    pen_height(pen, display_lines(answer_label(visit, option), MOVES_LABEL_WIDTH));
    pen_text(pen, 0, answer_label(visit, option), row->wrapped);
    for (size_t i = 0; i < 4; i++) {
        int64_t count = joint->counts[joint_cell(joint, option, moves[i][0], moves[i][1])];
        rest -= count;
        pen_whole(pen, 1 + i, count, row->whole);
    }
    pen_whole(pen, 5, rest, row->whole);
    pen_whole(pen, 6, sum, row->whole);
    pen->row++;
}

static size_t write_ticks(struct visit *visit)
{
    static const char *const names[] = {"選択のまま",
                                        "選択 → 非選択",
                                        "非選択 → 選択",
                                        "非選択のまま",
                                        "無回答・不明・非該当を含む",
                                        "計"};
    struct pen *pen = &visit->pen;
    pen_height(pen, TICKS_LINES);
    pen_text(pen, 0, pair_name(visit), pen->book->style.header);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        pen_text(pen, 1 + i, names[i], pen->book->style.header);
    pen->row++;
    for (size_t t = 0; t < visit->joint->tables; t++) {
        if (series_is_offered(visit->series, t, visit->pair->earlier, visit->pair->later))
            write_ticks_of(visit, t);
    }
    return sizeof names / sizeof *names + 1;
}

static void write_moves(struct visit *visit)
{
    moves_sheet(visit);
    struct pen *pen = &visit->pen;
    struct table_frame frame = {.header = pen->row, .stub = 1, .page_wide = 1};
    frame.columns = visit->joint->single ? write_matrix(visit) : write_ticks(visit);
    pen_columns(pen, 0, 0, column_width(MOVES_LABEL_WIDTH));
    pen_columns(pen, 1, frame.columns - 1, column_width(MOVES_WIDTH));
    if (pen->row == frame.header + 1) {
        pen_text(pen, 0, "該当なし（両方の年度にある選択肢がない）", pen->book->style.text);
        pen->row++;
    }
    frame.last = pen->row - 1;
    pen_finish_table(pen, &frame);
}

/* A sheet with a table for each item of each pair of waves: a reader of tables wants one a sheet.
 */
void compare_sheet_moves(struct compare_book *book)
{
    struct visit visit = {.book = book};
    each_joint(&visit, write_moves);
}

/* ---- Notes ---- */

static void note(struct pen *pen, const char *text)
{
    enum { NOTE_WIDTH = 120 };
    pen_columns(pen, 0, 0, column_width(NOTE_WIDTH));
    pen_height(pen, display_lines(text, NOTE_WIDTH));
    pen_line(pen, text, pen->book->style.note);
}

static void heading_line(struct pen *pen, const char *text)
{
    pen->row++;
    pen_line(pen, text, pen->book->style.heading);
}

static void notes_waves(struct compare_book *book, struct pen *pen)
{
    const struct comparison *comparison = book->comparison;
    heading_line(pen, "比較した調査");
    for (size_t w = 0; w < comparison->wave_count; w++) {
        const struct wave *wave = &comparison->waves[w];
        note(pen, arena_printf(book->book.arena, "%s：%s　%s", wave->survey, wave->year,
                               wave->config.codebook.title));
        for (size_t f = 0; f < comparison->form_count; f++) {
            const struct form_series *form = &comparison->forms[f];
            struct str text = {0};
            if (form->sources[w] == VALUE_NONE)
                continue;
            str_appendf(&text, "　%s：", form->title);
            if (form->sources[w] == VALUE_COUNTED)
                append_whole(&text, form->answered[w]);
            str_append(&text, form->sources[w] == VALUE_COUNTED
                                  ? " 件の回答から集計"
                                  : "公表値（データベースに回答がない）");
            note(pen, str_text(&text));
            str_release(&text);
        }
    }
}

static void notes_definitions(struct pen *pen)
{
    static const char *const texts[] = {
        "％：その設問を尋ねた数（非該当を除き、無回答と不明を含む）を分母とする。",
        "同じ客体：両方の年度に回答があり、両方でその設問を尋ねられたもの。コードの変わった客体は "
        "configs/concordance "
        "の対応表による。合併・分割した客体は対応させない（編入で存続したものを除く）。",
        "変化の内訳：今回％－前回％＝（同じ客体の変化）＋（今回だけの客体による差）＋（前回だけの客"
        "体による差）。"
        "同じ客体の変化は、他の選択肢との間の移動、無回答との出入り、不明との出入り、照会による訂正"
        "に分ける。"
        "7つの内訳は、共通の分母をもつ分数として正確に合計が一致する。",
        "照会による訂正：訂正前の回答のままなら生じなかった変化。派生変数では訂正を分けず、回答の変"
        "化に含む。",
        "p値：マクネマー検定（両側）。動いた客体が25未満のときは二項分布による正確な値、25以上は連"
        "続性補正をしたカイ二乗検定。",
        "数値：平均は数値の回答のあったもの（無回答・不明・非該当を除く）の平均。変化の内訳は、平均"
        "の"
        "差＝（両方の年度に数値を答えた客体の変化）＋（今回だけ数値のある客体による差）＋（前回だけ"
        "数値のある客体による差）を、照会による訂正と、もう一方の年度での状態（無回答、不明、回答な"
        "し、非該当）で分けたもので、分数として正確に合計が一致する（decomposition-numbers.csv）。"
        "p値：対応のあるt検定（両側）。",
        "自由記述：記入のあった客体の数と、尋ねた数に対する％。",
        "公表値：回答がデータベースにない年度について、公表された数値（published."
        "csv）をそのまま示したもの。",
        "四捨五入のため内訳の合計が総数に合わないことがある。",
    };
    heading_line(pen, "定義");
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        note(pen, texts[i]);
}

/* What a mark is about: the question, with its row where the wave asks other rows of it. */
static const char *marked_name(struct arena *arena, const struct series *series, size_t wave)
{
    const struct item *item = series->latest;
    bool whole = form_question(series->form->forms[wave], item->question->id) == NULL;
    bool row = item->row != NULL && !whole;
    return arena_printf(arena, "%s %s %s%s%s", series->form->title, words_number(item->question),
                        item->question->text, row ? "　" : "", row ? item->row->label : "");
}

/* The marks of a series in one wave, a question once if it is not asked at all; `last` is the name
 * that was noted before. */
static void notes_mark(struct pen *pen, const struct comparison *comparison,
                       const struct series *series, size_t wave, const char **last)
{
    struct arena *arena = pen->book->arena;
    const char *marks = marks_text(arena, series, wave);
    if (*marks == '\0')
        return;
    const char *name = marked_name(arena, series, wave);
    if (strcmp(*last, name) != 0)
        note(pen, arena_printf(arena, "%s：%s　%s", comparison->waves[wave].survey, name, marks));
    *last = name;
}

static void notes_marks_of(struct compare_book *book, struct pen *pen,
                           const struct form_series *form, size_t wave)
{
    const char *last = "";
    for (size_t s = 0; s < form->series_count; s++)
        notes_mark(pen, book->comparison, &form->series[s], wave, &last);
    for (size_t s = 0; s < form->open_count; s++)
        notes_mark(pen, book->comparison, &form->open[s].series, wave, &last);
}

static void notes_marks(struct compare_book *book, struct pen *pen)
{
    const struct comparison *comparison = book->comparison;
    heading_line(pen, "系列の断絶、変更、一部の年度にしかない設問");
    for (size_t f = 0; f < comparison->form_count; f++) {
        const struct form_series *form = &comparison->forms[f];
        for (size_t w = 0; w < comparison->wave_count; w++) {
            if (form->forms[w] != NULL)
                notes_marks_of(book, pen, form, w);
        }
    }
}

static void notes_units(struct compare_book *book, struct pen *pen)
{
    const struct comparison *comparison = book->comparison;
    struct arena *arena = book->book.arena;
    heading_line(pen, "コードの変わった客体");
    for (size_t f = 0; f < comparison->form_count; f++) {
        const struct form_series *form = &comparison->forms[f];
        for (size_t p = 0; p < form->pair_count; p++) {
            const struct pair *pair = &form->pairs[p];
            struct str text = {0};
            str_appendf(&text, "%s　%s → %s：両方に回答 ", form->title,
                        comparison->waves[pair->earlier].survey,
                        comparison->waves[pair->later].survey);
            append_whole(&text, pair->matched);
            str_append(&text, "、コードの変わった客体 ");
            append_whole(&text, (int64_t)pair->units.count);
            note(pen, str_text(&text));
            str_release(&text);
            for (size_t u = 0; u < pair->units.count; u++) {
                const struct concordance_unit *unit = &pair->units.units[u];
                note(pen, arena_printf(arena, "　%s → %s　%s", unit->code_old,
                                       unit->code_new == NULL ? "－" : unit->code_new,
                                       fate_words[unit->fate].japanese));
            }
        }
    }
}

void compare_sheet_notes(struct compare_book *book)
{
    struct pen pen = compare_sheet(book, "注記", "注記");
    notes_waves(book, &pen);
    notes_definitions(&pen);
    notes_marks(book, &pen);
    notes_units(book, &pen);
    worksheet_fit_to_pages(pen.worksheet, 1, 0);
}
