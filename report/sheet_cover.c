/* The cover: what was surveyed, when, who answered, and from what this was made. */
#include "report/sheets.h"

#include "common/display.h"
#include "common/options.h"
#include "common/round.h"
#include "report/words.h"

#include <stdio.h>
#include <string.h>

/* A SHA-256 fits into a line. */
enum { LABEL_WIDTH = 20, VALUE_WIDTH = 84 };

void cover_columns(struct pen *pen)
{
    pen_columns(pen, 0, 0, column_width(LABEL_WIDTH));
    pen_columns(pen, 1, 1, column_width(VALUE_WIDTH));
}

void cover_fact(struct pen *pen, const char *label, const char *value)
{
    const struct row_style *style = &pen->book->style.rows[RULING_INNER];
    pen_height(pen, display_lines(value, VALUE_WIDTH));
    pen_text(pen, 0, label, style->text);
    pen_text(pen, 1, value, style->wrapped);
    pen->row++;
}

/* 2022-02-16/2022-03-08 as 2022年2月16日～2022年3月8日; anything else as it is. */
static const char *fielded_words(struct arena *arena, const char *fielded)
{
    int from[3], to[3], end = 0;
    int read = sscanf(fielded, "%d-%d-%d/%d-%d-%d%n", &from[0], &from[1], &from[2], &to[0], &to[1],
                      &to[2], &end);
    if (read != 6 || fielded[end] != '\0')
        return fielded;
    return arena_printf(arena, "%d年%d月%d日～%d年%d月%d日", from[0], from[1], from[2], to[0],
                        to[1], to[2]);
}

/* 対象 1,741　回答 1,717　回収率 98.6％ */
static const char *turnout_words(struct arena *arena, const struct turnout *turnout)
{
    struct str text = {0};
    if (turnout->form->frame != NULL) {
        str_append(&text, "対象 ");
        append_whole(&text, turnout->units);
        str_append(&text, "　");
    }
    str_append(&text, "回答 ");
    append_whole(&text, turnout->answered);
    if (turnout->form->frame != NULL && turnout->units > 0) {
        char buffer[DECIMAL_SIZE];
        str_appendf(&text, "　回収率 %s％",
                    decimal_text(buffer, percent_tenths(turnout->answered, turnout->units), 1));
    }
    const char *words = arena_strdup(arena, str_text(&text));
    str_release(&text);
    return words;
}

static void write_forms(struct pen *pen)
{
    struct book *book = pen->book;
    const struct codebook *codebook = &book->config->codebook;
    for (size_t i = 0; i < codebook->form_count; i++) {
        const struct form *form = &codebook->forms[i];
        const char *words = turnout_words(book->arena, &book->loaded->turnouts[i]);
        cover_fact(pen, form->title,
                   form->frame_id == NULL
                       ? words
                       : arena_printf(book->arena, "%s（名簿 %s）", words, form->frame_id));
    }
}

/* Lines of the codebook's notes that name the sources of the frames. */
void cover_sources(struct pen *pen)
{
    static const char opening[] = "出典";
    struct arena *arena = pen->book->arena;
    const char *line = pen->book->config->codebook.notes;
    while (*line != '\0') {
        size_t length = strcspn(line, "\n");
        if (strncmp(line, opening, sizeof opening - 1) == 0)
            pen_line(pen, arena_copy(arena, line, length), pen->book->style.small);
        line += length + (line[length] == '\n');
    }
}

static void write_files(struct pen *pen)
{
    struct arena *arena = pen->book->arena;
    const struct loaded *loaded = pen->book->loaded;
    struct str text = {0};
    append_whole(&text, loaded->source_count);
    str_append(&text, "ファイル　受理 ");
    append_whole(&text, loaded->accepted);
    str_append(&text, "件　差替え済み ");
    append_whole(&text, loaded->superseded);
    str_append(&text, "件　不受理 ");
    append_whole(&text, loaded->rejected);
    str_append(&text, "件");
    cover_fact(pen, "調査票の受付", arena_strdup(arena, str_text(&text)));
    str_release(&text);
}

void sheet_cover(struct book *book, const struct sheet *sheet)
{
    const struct codebook *codebook = &book->config->codebook;
    struct pen pen = pen_start(book, sheet);
    cover_columns(&pen);
    worksheet_fit_to_pages(pen.worksheet, 1, 0);
    pen.row++;
    cover_fact(&pen, "調査名", codebook->title);
    cover_fact(&pen, "年度", codebook_year_label(book->arena, codebook->year));
    if (*codebook->fielded != '\0')
        cover_fact(&pen, "調査時期", fielded_words(book->arena, codebook->fielded));
    write_forms(&pen);
    write_files(&pen);
    cover_fact(&pen, "調査ID", codebook->survey);
    cover_fact(&pen, "コードブック", arena_printf(book->arena, "SHA-256 %s", codebook->hash));
    cover_fact(&pen, "作成プログラム", arena_printf(book->arena, "renkei %s", renkei_version));
    pen.row++;
    cover_sources(&pen);
}
