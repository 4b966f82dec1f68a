#include "common/xlsx.h"

#include "common/xlsx_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A buffer that one huge workbook has made larger than this is not kept for the next. */
enum { KEPT_BUFFER = 4 << 20 };

void *xlsx_grown(void *table, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return table;
    *capacity = *capacity ? 2 * *capacity : 64;
    table = reallocarray(table, *capacity, size);
    if (!table)
        abort();
    return table;
}

bool xlsx_failed(struct xlsx_state *state, const char *part, const char *error)
{
    state->xlsx->error = error;
    state->xlsx->error_part = part;
    return false;
}

void XMLCALL xlsx_on_text(void *context, const XML_Char *bytes, int length)
{
    struct xlsx_state *state = context;
    if (state->capture)
        str_append_bytes(&state->text, bytes, (size_t)length);
}

bool xlsx_read_part(struct xlsx_state *state, const char *member,
                    const struct xlsx_xml_handlers *handlers)
{
    size_t entry = xlsx_zip_find(&state->zip, member);
    if (entry == SIZE_MAX)
        return xlsx_failed(state, member, N_("a part of the workbook is missing"));
    if (!xlsx_zip_read(&state->zip, entry, &state->part))
        return xlsx_failed(state, member, state->zip.error);
    state->capture = false;
    state->part_sheet = SIZE_MAX;
    if (!xlsx_xml_parse(&state->xml, &state->part, handlers))
        return xlsx_failed(state, member, state->xml.error);
    return true;
}

static bool contains(const void *bytes, size_t length, const char *utf16, size_t size)
{
    return memmem(bytes, length, utf16, size) != NULL;
}

/* The names of the streams inside are UTF-16. */
enum xlsx_ole xlsx_ole_kind(const void *bytes, size_t length)
{
    static const char encrypted[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    static const char excel_97[] = "W\0o\0r\0k\0b\0o\0o\0k";
    if (length < 4 || memcmp(bytes, "\xD0\xCF\x11\xE0", 4) != 0)
        return XLSX_OLE_NONE;
    if (contains(bytes, length, encrypted, sizeof encrypted))
        return XLSX_OLE_LOCKED;
    return contains(bytes, length, excel_97, sizeof excel_97) ? XLSX_OLE_EXCEL_97 : XLSX_OLE_OTHER;
}

/* What people send instead of a workbook, told by its first bytes. */
static const char *foreign_kind(const void *bytes, size_t length)
{
    enum xlsx_ole ole = xlsx_ole_kind(bytes, length);
    if (ole != XLSX_OLE_NONE)
        return ole == XLSX_OLE_EXCEL_97 ? N_("workbook of Excel 97-2003 (.xls)")
                                        : N_("encrypted workbook (OLE)");
    if (length >= 5 && memcmp(bytes, "%PDF-", 5) == 0)
        return N_("a PDF, not a workbook");
    if (length == 0)
        return N_("the file is empty");
    /* "PK": a local header, or the end record of an empty archive. */
    if (length < 4 || memcmp(bytes, "PK", 2) != 0)
        return N_("not a ZIP file");
    return NULL;
}

static void shrink(struct str *buffer)
{
    if (buffer->capacity > KEPT_BUFFER)
        str_release(buffer);
    str_reset(buffer);
}

static void begin(struct xlsx_state *state, struct xlsx *xlsx, struct arena *arena)
{
    *xlsx = (struct xlsx){.state = state};
    state->xlsx = xlsx;
    state->arena = arena;
    state->sheet_count = state->name_count = state->string_count = 0;
    state->strings_member = NULL;
    state->strings_read = false;
    state->styles_member = NULL;
    state->formats_ready = false;
    state->part_sheet = SIZE_MAX;
    state->known = NULL;
    shrink(&state->part);
    shrink(&state->text);
    shrink(&state->strings);
}

bool xlsx_open(struct xlsx *xlsx, struct arena *arena, const void *bytes, size_t length)
{
    struct xlsx_state *state = xlsx->state ? xlsx->state : calloc(1, sizeof *state);
    if (!state)
        abort();
    begin(state, xlsx, arena);
    const char *foreign = foreign_kind(bytes, length);
    if (foreign)
        return xlsx_failed(state, NULL, foreign);
    if (!xlsx_zip_open(&state->zip, bytes, length))
        return xlsx_failed(state, NULL, state->zip.error);
    return xlsx_read_workbook(state);
}

size_t xlsx_find_sheet(const struct xlsx *xlsx, const char *name)
{
    for (size_t i = 0; i < xlsx->sheet_count; i++)
        if (strcmp(xlsx->sheets[i].name, name) == 0)
            return i;
    return SIZE_MAX;
}

const char *xlsx_parse_cell(const char *text, bool dollars, uint32_t *row, uint32_t *column)
{
    uint32_t letters = 0, digits = 0;
    text += dollars && *text == '$';
    for (; (*text >= 'A' && *text <= 'Z') || (*text >= 'a' && *text <= 'z'); text++) {
        letters = letters * 26 + (uint32_t)((*text | 0x20) - 'a') + 1;
        if (letters > XLSX_COLUMN_LIMIT)
            return NULL;
    }
    text += dollars && *text == '$';
    for (; *text >= '0' && *text <= '9'; text++) {
        digits = digits * 10 + (uint32_t)(*text - '0');
        if (digits > XLSX_ROW_LIMIT)
            return NULL;
    }
    if (!letters || !digits)
        return NULL;
    *row = digits;
    *column = letters;
    return text;
}

bool xlsx_parse_range(const char *text, bool dollars, struct xlsx_range *range)
{
    text = xlsx_parse_cell(text, dollars, &range->row, &range->column);
    range->last_row = range->row;
    range->last_column = range->column;
    if (!text || *text != ':')
        return text && !*text;
    text = xlsx_parse_cell(text + 1, dollars, &range->last_row, &range->last_column);
    return text && !*text && range->last_row >= range->row && range->last_column >= range->column;
}

const char *xlsx_cell_name(char *buffer, uint32_t row, uint32_t column)
{
    /* Seven letters hold any 32-bit number, seven digits any row. */
    char letters[8], *at = letters + sizeof letters - 1;
    *at = '\0';
    for (uint32_t rest = column; rest && at > letters; rest = (rest - 1) / 26)
        *--at = (char)('A' + (rest - 1) % 26);
    snprintf(buffer, 16, "%s%u", at, (unsigned)row);
    return buffer;
}

void xlsx_close(struct xlsx *xlsx)
{
    struct xlsx_state *state = xlsx->state;
    xlsx->state = NULL;
    if (!state)
        return;
    xlsx_xml_release(&state->xml);
    xlsx_zip_release(&state->zip);
    str_release(&state->part);
    str_release(&state->text);
    str_release(&state->name);
    str_release(&state->strings);
    xlsx_merges_release(&state->merges);
    xlsx_formats_release(&state->formats);
    free(state->relations);
    free(state->sheets);
    free(state->names);
    free(state->string_offsets);
    free(state);
}
