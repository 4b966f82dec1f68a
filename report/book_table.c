/*
 * Tables of Excel (ECMA-376 Part 1, 18.5): every table sheet is one, so that formulas, pivot tables
 * and programs can name it. The names say what it shows by ids and stay the same from run to run.
 * Excel repairs a file whose table has a header cell that is no text, is longer than 255 characters
 * or stands there twice; such names are mended here, in the cell too.
 */
#include "report/book.h"

#include "common/table_words.h"
#include "common/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- Names ---- */

static enum table_kind kind_of(const struct sheet *sheet)
{
    switch (sheet->kind) {
    case SHEET_CONTENTS:
        return TABLE_CONTENTS;
    case SHEET_TURNOUT:
        return TABLE_TURNOUT;
    case SHEET_FIGURE_TABLE:
        return TABLE_FIGURE;
    case SHEET_QUESTION:
        return TABLE_QUESTION;
    case SHEET_NUMBERS:
        return TABLE_NUMBERS;
    case SHEET_NESTED:
        return TABLE_NESTED;
    case SHEET_BOUNDS:
        return TABLE_BOUNDS;
    case SHEET_PANEL:
        return TABLE_PANEL;
    case SHEET_SENTENCES:
        return TABLE_SENTENCES;
    case SHEET_NOTES:
        return TABLE_NOTES;
    case SHEET_AREA_UNITS:
        return TABLE_UNITS;
    case SHEET_AREA_SUPPORT:
        return TABLE_SUPPORT;
    case SHEET_FEEDBACK:
        return TABLE_FEEDBACK;
    default:
        return TABLE_OTHER;
    }
}

static void append_part(struct str *name, struct arena *arena, const char *id)
{
    str_appendf(name, ".%s", table_name_part(arena, id));
}

static const char *plain_name(const struct book *book, const struct sheet *sheet)
{
    struct str name = {0};
    struct arena *arena = book->arena;
    str_append(&name, table_kind_word(kind_of(sheet)));
    if (sheet->figure != NULL)
        append_part(&name, arena, sheet->figure->id);
    else if (sheet->form != NULL)
        append_part(&name, arena, sheet->form->id);
    if (sheet->figure == NULL && sheet->question != NULL)
        append_part(&name, arena, sheet->question->id);
    if (sheet->nesting != NULL) {
        const struct codebook *codebook = &book->config->codebook;
        const struct banner_set *set = &codebook->banners[sheet->form - codebook->forms];
        append_part(&name, arena, set->banners[sheet->nesting->banner].id);
    }
    const char *plain = arena_strdup(arena, str_text(&name));
    str_release(&name);
    return plain;
}

static bool name_is_taken(const struct book *book, const char *name)
{
    for (size_t i = 0; i < book->table_count; i++)
        if (strcasecmp(book->table_names[i], name) == 0)
            return true;
    return false;
}

static void keep_name(struct book *book, const char *name)
{
    if (book->table_count == book->table_capacity) {
        size_t capacity = book->table_capacity == 0 ? 64 : 2 * book->table_capacity;
        const char **names = arena_array(book->arena, capacity, sizeof *names);
        if (book->table_count > 0)
            memcpy(names, book->table_names, book->table_count * sizeof *names);
        book->table_names = names;
        book->table_capacity = capacity;
    }
    book->table_names[book->table_count++] = name;
}

static const char *table_name(struct book *book, const struct sheet *sheet)
{
    const char *plain = plain_name(book, sheet), *name = plain;
    for (size_t i = 2; name_is_taken(book, name); i++)
        name = arena_printf(book->arena, "%s.%zu", plain, i);
    keep_name(book, name);
    return name;
}

/* ---- Headers ---- */

/* Several sheets may be written at the same time, each by its own pen. */
static struct sheet *own_sheet(const struct pen *pen)
{
    for (size_t i = 0; i < pen->book->sheet_count; i++)
        if (pen->book->sheets[i].worksheet == pen->worksheet)
            return &pen->book->sheets[i];
    abort();
}

static void grow_heads(struct sheet *sheet, struct arena *arena, size_t column)
{
    size_t capacity = sheet->head_capacity == 0 ? 64 : sheet->head_capacity;
    while (capacity <= column)
        capacity *= 2;
    struct sheet_head *heads = arena_array(arena, capacity, sizeof *heads);
    if (sheet->head_capacity > 0)
        memcpy(heads, sheet->heads, sheet->head_capacity * sizeof *heads);
    sheet->heads = heads;
    sheet->head_capacity = capacity;
}

void pen_keep_head(const struct pen *pen, size_t column, const char *text, lxw_format *format)
{
    struct sheet *sheet = own_sheet(pen);
    struct arena *arena = pen->book->arena;
    if (column >= sheet->head_capacity)
        grow_heads(sheet, arena, column);
    sheet->heads[column] = (struct sheet_head){pen->row, arena_strdup(arena, text), format};
}

/* `text` with `ending`, together no longer than Excel allows. */
static char *shortened(struct arena *arena, const char *text, const char *ending)
{
    size_t room = TABLE_HEADER_LONGEST - utf8_characters(ending, strlen(ending)), characters = 0,
           bytes = 0;
    while (text[bytes] != '\0') {
        bool begins = ((unsigned char)text[bytes] & 0xC0) != 0x80;
        if (begins && characters++ == room)
            break;
        bytes++;
    }
    return arena_printf(arena, "%.*s%s", (int)bytes, text, ending);
}

static bool is_taken(lxw_table_column *const *columns, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++)
        if (strcasecmp(columns[i]->header, text) == 0)
            return true;
    return false;
}

/* The name of a column as Excel accepts it behind those before it. */
static char *column_name(struct arena *arena, lxw_table_column *const *columns, size_t count,
                         const char *text)
{
    char *name = utf8_characters(text, strlen(text)) > TABLE_HEADER_LONGEST
                     ? shortened(arena, text, "…")
                     : arena_strdup(arena, text);
    for (size_t i = 2; is_taken(columns, count, name); i++)
        name = shortened(arena, text, arena_printf(arena, "（%zu）", i));
    return name;
}

static lxw_table_column **table_columns(const struct pen *pen, lxw_row_t header, size_t count)
{
    const struct book *book = pen->book;
    const struct sheet *sheet = own_sheet(pen);
    lxw_table_column **columns = arena_array(book->arena, count + 1, sizeof *columns);
    for (size_t i = 0; i < count; i++) {
        const struct sheet_head *head = i < sheet->head_capacity ? &sheet->heads[i] : NULL;
        if (head == NULL || head->text == NULL || head->row != header)
            abort();
        columns[i] = arena_alloc(book->arena, sizeof *columns[i]);
        columns[i]->header = column_name(book->arena, columns, i, head->text);
        columns[i]->header_format = head->format;
    }
    return columns;
}

void pen_add_table(struct pen *pen, lxw_row_t header, lxw_row_t last, size_t count)
{
    struct book *book = pen->book;
    if (last <= header)
        return;
    /* Style "Light 0" is none: the cells keep the look of their own formats. */
    lxw_table_options options = {
        .name = arena_strdup(book->arena, table_name(book, own_sheet(pen))),
        .style_type = LXW_TABLE_STYLE_TYPE_LIGHT,
        .style_type_number = 0,
        .no_banded_rows = LXW_TRUE,
        /* On paper the buttons of filters would hide the names of narrow columns. */
        .no_autofilter = own_sheet(pen)->kind == SHEET_FEEDBACK,
        .columns = table_columns(pen, header, count),
    };
    book_check(book, worksheet_add_table(pen->worksheet, header, 0, last, (lxw_col_t)(count - 1),
                                         &options));
}
