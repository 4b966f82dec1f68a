/*
 * The cells of one sheet and the shared strings they point to (ECMA-376 Part 1, 18.3.1.4 and
 * 18.4). Elements are known by their depth, so that each costs a jump and a comparison or two.
 * The strings lie behind each other in one buffer; they are read when the first sheet is.
 */
#include "common/xlsx_state.h"

#include <stdlib.h>
#include <string.h>

/* Excel's limit for the text of a cell, in UTF-16 units. */
enum { TEXT_LIMIT = 32767 };
static const char *const too_long_text = N_("a cell holds more than 32,767 characters");

/* Two columns of texts, all different, in a sheet of full length. */
enum { STRING_LIMIT = 2 * XLSX_ROW_LIMIT };
static const char *const too_many_strings =
    N_("the workbook has more than 2,097,152 shared strings");

static const char *const outside_sheet =
    N_("a cell lies outside of 1,048,576 rows and 16,384 columns");
static const char *const no_such_string = N_("a cell points to a shared string that is not there");

enum { REPLACEMENT = 0xFFFD };

/* ---- Texts ---- */

/* The value of `_xHHHH_` at `text`, -1 if it is something else. */
static int escaped_unit(const char *text, const char *end)
{
    if (end - text < 7 || text[1] != 'x' || text[6] != '_')
        return -1;
    int unit = 0;
    for (int i = 2; i < 6; i++) {
        char c = text[i];
        int digit = -1;
        if (c >= '0' && c <= '9')
            digit = c - '0';
        else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
            digit = (c | 0x20) - 'a' + 10;
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

static char *append_utf8(char *out, int c)
{
    if (c < 0x80) {
        *out++ = (char)c;
        return out;
    }
    if (c < 0x800) {
        *out++ = (char)(0xC0 | c >> 6);
    } else {
        if (c < 0x10000) {
            *out++ = (char)(0xE0 | c >> 12);
        } else {
            *out++ = (char)(0xF0 | c >> 18);
            *out++ = (char)(0x80 | (c >> 12 & 0x3F));
        }
        *out++ = (char)(0x80 | (c >> 6 & 0x3F));
    }
    *out++ = (char)(0x80 | (c & 0x3F));
    return out;
}

/* Reads one escape at *at, two for a character outside of the BMP; U+0000 and halves of pairs
 * become U+FFFD, since no text can hold them. */
static int escaped_character(const char **at, const char *end)
{
    int c = escaped_unit(*at, end);
    if (c < 0)
        return -1;
    *at += 7;
    int low = c >= 0xD800 && c < 0xDC00 && *at < end && **at == '_' ? escaped_unit(*at, end) : -1;
    if (low >= 0xDC00 && low < 0xE000) {
        *at += 7;
        return 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
    }
    return c == 0 || (c >= 0xD800 && c < 0xE000) ? REPLACEMENT : c;
}

/* Decodes `_xHHHH_` in place (ECMA-376 Part 1, 22.9.2.19); returns the new length. */
static size_t decode_escapes(char *text, size_t length)
{
    const char *end = text + length;
    const char *at = memchr(text, '_', length);
    if (!at)
        return length;
    char *out = text + (at - text);
    while (at < end) {
        int c = *at == '_' ? escaped_character(&at, end) : -1;
        if (c >= 0)
            out = append_utf8(out, c);
        else
            *out++ = *at++;
    }
    return (size_t)(out - text);
}

/* True if the text has more UTF-16 units than a cell may hold. */
static bool too_long(const char *text, size_t length)
{
    if (length <= TEXT_LIMIT)
        return false;
    size_t units = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        units += (c & 0xC0) != 0x80;
        units += c >= 0xF0;
    }
    return units > TEXT_LIMIT;
}

/* Decodes the end of `buffer` from `start` on and puts a NUL behind it. */
static bool finish_text(struct xlsx_state *state, struct str *buffer, size_t start)
{
    char *text = str_reserve(buffer, 0) - (buffer->length - start);
    size_t length = decode_escapes(text, buffer->length - start);
    text[length] = '\0';
    buffer->length = start + length;
    if (!too_long(text, length))
        return true;
    xlsx_xml_fail(&state->xml, too_long_text);
    return false;
}

/* ---- Shared strings ---- */

static void begin_string(struct xlsx_state *state)
{
    if (state->string_count >= STRING_LIMIT) {
        xlsx_xml_fail(&state->xml, too_many_strings);
        return;
    }
    /* One offset more than strings: the last one ends them. */
    if (state->string_count + 2 > state->string_capacity) {
        state->string_capacity = state->string_capacity ? 2 * state->string_capacity : 512;
        state->string_offsets = reallocarray(state->string_offsets, state->string_capacity,
                                             sizeof *state->string_offsets);
        if (!state->string_offsets)
            abort();
    }
    state->string_offsets[state->string_count] = (uint32_t)state->strings.length;
}

static void end_string(struct xlsx_state *state)
{
    if (!finish_text(state, &state->strings, state->string_offsets[state->string_count]))
        return;
    state->strings.length++; /* the NUL */
    state->string_offsets[++state->string_count] = (uint32_t)state->strings.length;
}

/* sst 1, si 2, t or r or rPh 3, t 4: furigana is what is neither in si nor in r. */
static void XMLCALL strings_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    (void)attributes;
    struct xlsx_state *state = context;
    switch (xlsx_xml_enter(&state->xml)) {
    case 2:
        begin_string(state);
        break;
    case 3:
        state->capture = xlsx_xml_is(name, "t");
        state->in_run = !state->capture && xlsx_xml_is(name, "r");
        break;
    case 4:
        state->capture = state->in_run && xlsx_xml_is(name, "t");
        break;
    default:
        break;
    }
}

static void XMLCALL strings_end(void *context, const XML_Char *name)
{
    (void)name;
    struct xlsx_state *state = context;
    state->capture = false;
    if (xlsx_xml_leave(&state->xml) == 2)
        end_string(state);
}

static void XMLCALL strings_text(void *context, const XML_Char *bytes, int length)
{
    struct xlsx_state *state = context;
    if (state->capture)
        str_append_bytes(&state->strings, bytes, (size_t)length);
}

/* Some writers declare the part and leave it out when no cell needs it. */
static bool read_strings(struct xlsx_state *state)
{
    static const struct xlsx_xml_handlers handlers = {strings_start, strings_end, strings_text};
    if (state->strings_read || !state->strings_member ||
        xlsx_zip_find(&state->zip, state->strings_member) == SIZE_MAX)
        return true;
    str_reset(&state->strings);
    state->string_count = 0;
    state->strings_read = xlsx_read_part(state, state->strings_member, &handlers);
    return state->strings_read;
}

/* ---- Cells ---- */

static void start_row(struct xlsx_state *state, const XML_Char **attributes)
{
    const char *number = xlsx_xml_attribute(attributes, "r");
    state->column = 0;
    if (!number) {
        state->row++;
    } else {
        state->row = 0;
        for (; *number >= '0' && *number <= '9' && state->row <= XLSX_ROW_LIMIT; number++)
            state->row = state->row * 10 + (uint32_t)(*number - '0');
    }
    if (state->row < 1 || state->row > XLSX_ROW_LIMIT || (number && *number))
        xlsx_xml_fail(&state->xml, outside_sheet);
}

static enum xlsx_cell_type cell_type(const char *type)
{
    switch (type[0]) {
    case 's':
        return type[1] ? XLSX_TYPE_STRING : XLSX_TYPE_SHARED;
    case 'i':
        return XLSX_TYPE_INLINE;
    case 'b':
        return XLSX_TYPE_BOOLEAN;
    case 'e':
        return XLSX_TYPE_ERROR;
    case 'n':
        return XLSX_TYPE_NUMBER;
    default:
        return XLSX_TYPE_STRING;
    }
}

/* What is no number is no style either; more than Excel's 65,490 wrap into nothing that matters. */
static uint32_t style_number(const char *digits)
{
    uint32_t number = 0;
    for (; *digits >= '0' && *digits <= '9'; digits++)
        number = number * 10 + (uint32_t)(*digits - '0');
    return number;
}

static void start_cell(struct xlsx_state *state, const XML_Char **attributes)
{
    const char *place = NULL;
    state->type = XLSX_TYPE_NUMBER;
    state->style = 0;
    state->formula = false;
    state->text.length = 0;
    for (; *attributes; attributes += 2) {
        const char *name = attributes[0];
        if (name[0] == 'r' && !name[1])
            place = attributes[1];
        else if (name[0] == 't' && !name[1])
            state->type = cell_type(attributes[1]);
        else if (name[0] == 's' && !name[1])
            state->style = style_number(attributes[1]);
    }
    if (!place) {
        if (++state->column > XLSX_COLUMN_LIMIT)
            xlsx_xml_fail(&state->xml, outside_sheet);
        return;
    }
    const char *end = xlsx_parse_cell(place, false, &state->row, &state->column);
    if (!end || *end)
        xlsx_xml_fail(&state->xml, outside_sheet);
}

/* A part of the sheet begins: its cells, or something else. */
static void start_part(struct xlsx_state *state, const XML_Char *name)
{
    state->in_cells = xlsx_xml_is(name, "sheetData");
    if (state->in_cells)
        state->part_begin = (size_t)XML_GetCurrentByteIndex(state->xml.parser) +
                            (size_t)XML_GetCurrentByteCount(state->xml.parser);
}

static void XMLCALL sheet_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct xlsx_state *state = context;
    unsigned depth = xlsx_xml_enter(&state->xml);
    if (depth == 2)
        start_part(state, name);
    if (!state->in_cells)
        return;
    switch (depth) {
    case 3:
        start_row(state, attributes);
        break;
    case 4:
        start_cell(state, attributes);
        break;
    case 5:
        state->capture = state->type != XLSX_TYPE_INLINE && xlsx_xml_is(name, "v");
        state->in_inline = state->type == XLSX_TYPE_INLINE && xlsx_xml_is(name, "is");
        state->formula |= xlsx_xml_is(name, "f");
        break;
    case 6:
        state->capture = state->in_inline && xlsx_xml_is(name, "t");
        state->in_run = state->in_inline && xlsx_xml_is(name, "r");
        break;
    case 7:
        state->capture = state->in_run && xlsx_xml_is(name, "t");
        break;
    default:
        break;
    }
}

static bool take_shared(struct xlsx_state *state, struct xlsx_cell *cell)
{
    size_t index = 0;
    const char *at = cell->text;
    for (; *at >= '0' && *at <= '9' && index < state->string_count; at++)
        index = index * 10 + (size_t)(*at - '0');
    if (*at || index >= state->string_count) {
        xlsx_xml_fail(&state->xml, no_such_string);
        return false;
    }
    cell->text = state->strings.at + state->string_offsets[index];
    cell->length = state->string_offsets[index + 1] - state->string_offsets[index] - 1;
    return true;
}

/* Values that are no texts may stand between blanks. */
static void trim(struct xlsx_cell *cell, char *text)
{
    while (cell->length && (unsigned char)text[cell->length - 1] <= ' ')
        text[--cell->length] = '\0';
    while (cell->length && (unsigned char)*cell->text <= ' ') {
        cell->text++;
        cell->length--;
    }
}

static bool take_value(struct xlsx_state *state, struct xlsx_cell *cell)
{
    if (state->type == XLSX_TYPE_STRING || state->type == XLSX_TYPE_INLINE) {
        if (!finish_text(state, &state->text, 0))
            return false;
        cell->text = state->text.at;
        cell->length = state->text.length;
        return true;
    }
    if (cell->length > TEXT_LIMIT) {
        xlsx_xml_fail(&state->xml, too_long_text);
        return false;
    }
    trim(cell, state->text.at);
    if (state->type == XLSX_TYPE_SHARED)
        return !cell->length || take_shared(state, cell);
    if (state->type == XLSX_TYPE_BOOLEAN) {
        cell->text = xlsx_xml_true(cell->text) ? "1" : "0";
        cell->length = 1;
    }
    return true;
}

/* A cell without a value: nothing to tell, unless a formula should have given one. A formula whose
 * result is a text may be empty. */
static void pass_formula(struct xlsx_state *state)
{
    struct xlsx_cell cell = {.row = state->row,
                             .column = state->column,
                             .kind = XLSX_FORMULA,
                             .style = state->style,
                             .formula = true,
                             .text = "=",
                             .length = 1};
    if (state->formula && state->type != XLSX_TYPE_STRING &&
        !state->function(state->context, &cell))
        xlsx_xml_stop(&state->xml);
}

static void end_cell(struct xlsx_state *state)
{
    static const enum xlsx_kind kinds[] = {
        [XLSX_TYPE_NUMBER] = XLSX_NUMBER,   [XLSX_TYPE_SHARED] = XLSX_TEXT,
        [XLSX_TYPE_STRING] = XLSX_TEXT,     [XLSX_TYPE_INLINE] = XLSX_TEXT,
        [XLSX_TYPE_BOOLEAN] = XLSX_BOOLEAN, [XLSX_TYPE_ERROR] = XLSX_ERROR,
    };
    if (!state->text.length) {
        pass_formula(state);
        return;
    }
    struct xlsx_cell cell = {
        .row = state->row,
        .column = state->column,
        .kind = kinds[state->type],
        .style = state->style,
        .formula = state->formula,
        .text = state->text.at,
        .length = state->text.length,
    };
    if (take_value(state, &cell) && cell.length && !state->function(state->context, &cell))
        xlsx_xml_stop(&state->xml);
}

static void XMLCALL sheet_end(void *context, const XML_Char *name)
{
    (void)name;
    struct xlsx_state *state = context;
    state->capture = false;
    unsigned depth = xlsx_xml_leave(&state->xml);
    if (!state->in_cells)
        return;
    if (depth == 4) {
        end_cell(state);
    } else if (depth == 2) {
        state->part_cells = (size_t)XML_GetCurrentByteIndex(state->xml.parser);
        xlsx_xml_stop(&state->xml); /* no cells behind: drop-downs, formats, drawings */
    }
}

bool xlsx_read_sheet(struct xlsx *xlsx, size_t sheet, xlsx_cell_function *function, void *context)
{
    static const struct xlsx_xml_handlers handlers = {sheet_start, sheet_end, xlsx_on_text};
    struct xlsx_state *state = xlsx->state;
    if (sheet >= xlsx->sheet_count)
        abort();
    state->xlsx = xlsx;
    if (!read_strings(state))
        return false;
    state->in_cells = state->in_inline = state->in_run = false;
    state->row = state->column = 0;
    state->part_begin = state->part_cells = 0;
    state->function = function;
    state->context = context;
    if (!xlsx_read_part(state, xlsx->sheets[sheet].member, &handlers))
        return false;
    state->part_sheet = sheet;
    return true;
}
