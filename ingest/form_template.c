/*
 * A part that differs between units is cut into pieces: text that stays, and behind each piece a
 * slot to fill. The template workbook has these cells blank, with their style: `<c r="L12"
 * s="17"/>` is cut before "/>".
 */
#include "ingest/form_template.h"

#include "common/arena.h"
#include "common/message.h"
#include "common/number.h"
#include "common/utf8.h"
#include "ingest/form_page.h"

#include <ctype.h>
#include <errno.h>
#include <minizip/unzip.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Forms are written by the thousand and read once: with the fastest level a form takes a third of
 * the time of zlib's usual one and is some 1 KB (6 %) larger. */
enum { COMPRESSION_LEVEL = 1, COMPRESSION_MEMORY = 9 };
/* Members are parts of one's own workbook: a sheet has some 40 KB. */
enum { MEMBER_MOST = 64 << 20, NAME_MOST = 256 };
/* Of Excel: characters in a header and in a cell (libxlsxwriter refuses more). */
enum { HEADER_MOST = 255, TEXT_MOST = 32767 };

static const char main_sheet[] = "xl/worksheets/sheet1.xml";
static const char hidden_sheet[] = "xl/worksheets/sheet2.xml";
static const char properties[] = "docProps/core.xml";
static const char *const unexpected = N_("the template workbook is not as expected");

enum slot { SLOT_END, SLOT_ANSWER, SLOT_UNIT, SLOT_NAME, SLOT_HEADER, SLOT_SUBJECT };

/* Text that stays, and what follows it. */
struct piece {
    const char *text;
    size_t length;
    enum slot slot;
    size_t column; /* SLOT_ANSWER */
};

struct part {
    struct zip_member member;   /* its bytes compressed, if it is copied */
    const struct piece *pieces; /* ended by SLOT_END; NULL: it is copied */
};

struct form_template {
    struct arena arena;
    struct form_sheet sheet;
    bool named; /* the units have names */
    struct part *parts;
    size_t part_count;
};

/* ---- Cutting a part into pieces ---- */

struct cut {
    struct arena *arena;
    struct piece *pieces;
    size_t count;
    const char *rest; /* not cut yet */
};

static struct cut cut_begin(struct arena *arena, const char *text, size_t slots)
{
    return (struct cut){arena, arena_array(arena, slots + 1, sizeof(struct piece)), 0, text};
}

/* Text up to `end` stays, `slot` follows, the rest begins at `next`. */
static void cut_at(struct cut *cut, const char *end, const char *next, struct piece slot)
{
    slot.text = cut->rest;
    slot.length = (size_t)(end - cut->rest);
    cut->pieces[cut->count++] = slot;
    cut->rest = next;
}

static const struct piece *cut_end(struct cut *cut)
{
    cut_at(cut, cut->rest + strlen(cut->rest), NULL, (struct piece){.slot = SLOT_END});
    return cut->pieces;
}

/* A blank cell; cells are asked for in the order of the sheet. */
static bool cut_cell(struct cut *cut, struct form_cell at, struct piece slot)
{
    char column[LXW_MAX_COL_NAME_LENGTH];
    lxw_col_to_name(column, (lxw_col_t)at.column, LXW_FALSE);
    const char *tag = arena_printf(cut->arena, "<c r=\"%s%u\"", column, at.row + 1);
    const char *cell = strstr(cut->rest, tag);
    const char *end = cell ? strchr(cell, '>') : NULL;
    if (!end || end[-1] != '/')
        return false;
    cut_at(cut, end - 1, end + 1, slot);
    return true;
}

/* All that stands in an element. */
static bool cut_element(struct cut *cut, const char *name, enum slot slot)
{
    const char *open = arena_printf(cut->arena, "<%s>", name);
    const char *start = strstr(cut->rest, open);
    const char *end = start ? strstr(start, arena_printf(cut->arena, "</%s>", name)) : NULL;
    if (!end)
        return false;
    cut_at(cut, start + strlen(open), end, (struct piece){.slot = slot});
    return true;
}

struct placed_slot {
    struct form_cell cell;
    struct piece slot;
};

static int in_sheet_order(const void *a, const void *b)
{
    const struct form_cell *one = &((const struct placed_slot *)a)->cell;
    const struct form_cell *other = &((const struct placed_slot *)b)->cell;
    if (one->row != other->row)
        return one->row < other->row ? -1 : 1;
    return one->column < other->column ? -1 : one->column > other->column;
}

static const struct piece *cut_main_sheet(struct form_template *template, const char *xml,
                                          const struct form_outline *outline)
{
    enum { OTHERS = 3 }; /* unit, name, header */
    struct arena *arena = &template->arena;
    size_t columns = template->sheet.form->column_count, count = 0;
    struct placed_slot *slots = arena_array(arena, columns + OTHERS, sizeof *slots);
    for (; count < columns; count++)
        slots[count] =
            (struct placed_slot){outline->answers[count], {.slot = SLOT_ANSWER, .column = count}};
    slots[count++] = (struct placed_slot){outline->unit, {.slot = SLOT_UNIT}};
    if (template->named)
        slots[count++] = (struct placed_slot){outline->name, {.slot = SLOT_NAME}};
    qsort(slots, count, sizeof *slots, in_sheet_order);
    struct cut cut = cut_begin(arena, xml, columns + OTHERS);
    for (size_t i = 0; i < count; i++)
        if (!cut_cell(&cut, slots[i].cell, slots[i].slot))
            return NULL;
    return cut_element(&cut, "oddHeader", SLOT_HEADER) ? cut_end(&cut) : NULL;
}

/* B4 is not there: a blank cell without a style is not written. */
static const struct piece *cut_hidden_sheet(struct form_template *template, const char *xml)
{
    struct cut cut = cut_begin(&template->arena, xml, 1);
    const char *key = strstr(xml, "<c r=\"A4\"");
    const char *end = key ? strstr(key, "</c>") : NULL;
    if (!end)
        return NULL;
    end += strlen("</c>");
    const char *whole =
        arena_printf(&template->arena, "%.*s<c r=\"B4\"/>%s", (int)(end - xml), xml, end);
    cut.rest = whole;
    if (!cut_cell(&cut, (struct form_cell){3, 1}, (struct piece){.slot = SLOT_UNIT}))
        return NULL;
    return cut_end(&cut);
}

static const struct piece *cut_properties(struct form_template *template, const char *xml)
{
    struct cut cut = cut_begin(&template->arena, xml, 1);
    return cut_element(&cut, "dc:subject", SLOT_SUBJECT) ? cut_end(&cut) : NULL;
}

/* ---- Making the template ---- */

/* The bytes of the member minizip stands at, as they are compressed (raw) or expanded. */
static const char *member_bytes(unzFile zip, struct arena *arena, bool raw, size_t length)
{
    if (length > MEMBER_MOST || unzOpenCurrentFile2(zip, NULL, NULL, raw) != UNZ_OK)
        return NULL;
    char *bytes = arena_alloc(arena, length + 1);
    bool whole = unzReadCurrentFile(zip, bytes, (unsigned)length) == (int)length;
    return unzCloseCurrentFile(zip) == UNZ_OK && whole ? bytes : NULL;
}

static bool cut_part(struct form_template *template, struct part *part, const char *xml,
                     const struct form_outline *outline)
{
    if (strcmp(part->member.name, main_sheet) == 0)
        part->pieces = cut_main_sheet(template, xml, outline);
    else if (strcmp(part->member.name, hidden_sheet) == 0)
        part->pieces = cut_hidden_sheet(template, xml);
    else
        part->pieces = cut_properties(template, xml);
    return part->pieces != NULL;
}

static bool differs_by_unit(const char *name)
{
    return strcmp(name, main_sheet) == 0 || strcmp(name, hidden_sheet) == 0 ||
           strcmp(name, properties) == 0;
}

static bool read_part(struct form_template *template, unzFile zip,
                      const struct form_outline *outline)
{
    struct part *part = &template->parts[template->part_count++];
    unz_file_info64 info;
    char name[NAME_MOST];
    if (unzGetCurrentFileInfo64(zip, &info, name, sizeof name, NULL, 0, NULL, 0) != UNZ_OK)
        return false;
    bool cut = differs_by_unit(name);
    part->member = (struct zip_member){
        .name = arena_strdup(&template->arena, name),
        .method = (uint16_t)info.compression_method,
        .crc = (uint32_t)info.crc,
        .size = info.uncompressed_size,
        .length = info.compressed_size,
    };
    const char *bytes = member_bytes(zip, &template->arena, !cut,
                                     cut ? info.uncompressed_size : info.compressed_size);
    part->member.bytes = bytes;
    return bytes && (!cut || cut_part(template, part, bytes, outline));
}

static bool read_parts(struct form_template *template, unzFile zip,
                       const struct form_outline *outline)
{
    unz_global_info64 all;
    if (unzGetGlobalInfo64(zip, &all) != UNZ_OK)
        return false;
    template->parts = arena_array(&template->arena, all.number_entry, sizeof(struct part));
    size_t cut = 0;
    for (uint64_t i = 0; i < all.number_entry; i++) {
        if ((i ? unzGoToNextFile(zip) : unzGoToFirstFile(zip)) != UNZ_OK ||
            !read_part(template, zip, outline))
            return false;
        cut += template->parts[i].pieces != NULL;
    }
    return cut == 3;
}

static bool read_workbook(struct form_template *template, const char *path,
                          const struct form_outline *outline, const char **error)
{
    unzFile zip = unzOpen64(path);
    *error = _(unexpected);
    bool read = zip && read_parts(template, zip, outline);
    if (zip)
        unzClose(zip);
    return read;
}

/* Writes the workbook into a folder of its own, reads it and removes both. */
static bool build(struct form_template *template, const char **error)
{
    struct arena *arena = &template->arena;
    const char *place = form_temporary_folder();
    *error = _("neither /dev/shm nor /tmp has room for its parts");
    if (!place)
        return false;
    char *folder = arena_printf(arena, "%s/renkei-form-XXXXXX", place);
    if (!mkdtemp(folder)) {
        *error = strerror(errno);
        return false;
    }
    struct form_outline outline = {
        .answers = arena_array(arena, template->sheet.form->column_count, sizeof(struct form_cell)),
    };
    const char *path = arena_printf(arena, "%s/form.xlsx", folder);
    bool built = form_write_outline(&template->sheet, path, &outline, error) &&
                 read_workbook(template, path, &outline, error);
    unlink(path);
    rmdir(folder);
    return built;
}

struct form_template *form_template_new(const struct form_sheet *sheet, const char **error)
{
    struct form_template *template = calloc(1, sizeof *template);
    if (!template)
        abort();
    template->named = *sheet->unit_name;
    template->sheet = *sheet;
    template->sheet.unit = "";
    template->sheet.unit_name = template->named ? "-" : "";
    template->sheet.values = NULL;
    if (build(template, error))
        return template;
    form_template_free(template);
    return NULL;
}

void form_template_free(struct form_template *template)
{
    if (!template)
        return;
    arena_release(&template->arena);
    free(template);
}

bool form_template_serves(const struct form_template *template, const struct form_sheet *sheet)
{
    const struct form_sheet *own = &template->sheet;
    return own->codebook == sheet->codebook && own->form == sheet->form &&
           own->synthetic == sheet->synthetic && template->named == (bool)*sheet->unit_name &&
           (own->note == sheet->note ||
            (own->note && sheet->note && strcmp(own->note, sheet->note) == 0));
}

/* ---- Filling the slots ---- */

/* XML has no such character, not even escaped (XML 1.0, 2.2). */
static bool is_forbidden(const char *at)
{
    unsigned char c = (unsigned char)*at;
    if (c < ' ')
        return c != '\t' && c != '\n';
    return c == 0xEF && (memcmp(at, "\xEF\xBF\xBE", 3) == 0 || memcmp(at, "\xEF\xBF\xBF", 3) == 0);
}

static bool is_escape(const char *at)
{
    if (at[0] != '_' || at[1] != 'x')
        return false;
    for (int i = 2; i < 6; i++)
        if (!isxdigit((unsigned char)at[i]))
            return false;
    return at[6] == '_';
}

/* Escapes a text for an element; `_xHHHH_` stands for what XML cannot hold, and a text that looks
 * so is escaped itself (ECMA-376 Part 1, 22.9.2.19). */
static void append_text(struct str *xml, const char *text)
{
    for (; *text; text++) {
        if (*text == '&') {
            str_append(xml, "&amp;");
        } else if (*text == '<') {
            str_append(xml, "&lt;");
        } else if (*text == '>') {
            str_append(xml, "&gt;");
        } else if (is_escape(text)) {
            str_append(xml, "_x005F_");
        } else if (!is_forbidden(text)) {
            str_append_char(xml, *text);
        } else if ((unsigned char)*text < ' ') {
            str_appendf(xml, "_x%04X_", (unsigned)(unsigned char)*text);
        } else {
            str_append(xml, text[2] == '\xBE' ? "_xFFFE_" : "_xFFFF_");
            text += 2;
        }
    }
}

static const char *append_cell_text(struct str *xml, const char *text)
{
    size_t length = strlen(text);
    if (!length) {
        str_append(xml, "/>");
        return NULL;
    }
    if (utf8_characters(text, length) > TEXT_MOST)
        return lxw_strerror(LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED);
    bool edged = strchr(" \t\n", text[0]) || strchr(" \t\n", text[length - 1]);
    str_append(xml, " t=\"inlineStr\"><is><t");
    str_append(xml, edged ? " xml:space=\"preserve\">" : ">");
    append_text(xml, text);
    str_append(xml, "</t></is></c>");
    return NULL;
}

/* As it was given, if that is how numbers are written: digits made from a binary number (72.1 gives
 * 72.09999999999999) would be others. */
static void append_number(struct str *xml, const struct form_value *value)
{
    int64_t exact;
    if (number_parse(value->text, &exact))
        str_appendf(xml, "><v>%s</v></c>", value->text);
    else
        str_appendf(xml, "><v>%.15G</v></c>", value->number);
}

static const char *append_answer(struct str *xml, const struct form_sheet *sheet, size_t column)
{
    struct form_value value = {0};
    if (sheet->values)
        value = form_value(sheet->form, &sheet->form->columns[column], sheet->values[column]);
    if (!value.text || !value.numeric)
        return append_cell_text(xml, value.text ? value.text : "");
    append_number(xml, &value);
    return NULL;
}

static const char *append_header(struct str *xml, const struct form_sheet *sheet,
                                 struct arena *arena)
{
    const char *header = form_paper_header(arena, sheet);
    if (utf8_characters(header, strlen(header)) > HEADER_MOST)
        return lxw_strerror(LXW_ERROR_255_STRING_LENGTH_EXCEEDED);
    append_text(xml, header);
    return NULL;
}

/* Returns what is wrong, NULL if nothing is. */
static const char *append_slot(struct str *xml, const struct form_sheet *sheet,
                               const struct piece *piece, struct arena *arena)
{
    switch (piece->slot) {
    case SLOT_ANSWER:
        return append_answer(xml, sheet, piece->column);
    case SLOT_UNIT:
        return append_cell_text(xml, sheet->unit);
    case SLOT_NAME:
        return append_cell_text(xml, sheet->unit_name);
    case SLOT_HEADER:
        return append_header(xml, sheet, arena);
    case SLOT_SUBJECT:
        append_text(xml, form_subject(arena, sheet));
        return NULL;
    case SLOT_END:
        break;
    }
    abort();
}

static const char *fill_pieces(struct str *xml, const struct form_sheet *sheet,
                               const struct piece *pieces)
{
    struct arena arena = {0};
    const char *error = NULL;
    str_reset(xml);
    for (; !error; pieces++) {
        str_append_bytes(xml, pieces->text, pieces->length);
        if (pieces->slot == SLOT_END)
            break;
        error = append_slot(xml, sheet, pieces, &arena);
    }
    arena_release(&arena);
    return error;
}

/* Compresses filler->xml into filler->packed. */
static void pack(struct form_filler *filler)
{
    z_stream *deflater = &filler->deflater;
    if (!filler->deflater_ready && deflateInit2(deflater, COMPRESSION_LEVEL, Z_DEFLATED, -MAX_WBITS,
                                                COMPRESSION_MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
        abort();
    filler->deflater_ready = true;
    str_reset(&filler->packed);
    uLong most = deflateBound(deflater, filler->xml.length);
    deflater->next_in = (Bytef *)filler->xml.at;
    deflater->avail_in = (uInt)filler->xml.length;
    deflater->next_out = (Bytef *)str_reserve(&filler->packed, most);
    deflater->avail_out = (uInt)most;
    if (deflate(deflater, Z_FINISH) != Z_STREAM_END)
        abort();
    filler->packed.length = most - deflater->avail_out;
    if (deflateReset(deflater) != Z_OK)
        abort();
}

static const char *fill_part(const struct part *part, const struct form_sheet *sheet,
                             struct form_filler *filler)
{
    struct zip_member member = part->member;
    if (part->pieces) {
        const char *error = fill_pieces(&filler->xml, sheet, part->pieces);
        if (error)
            return error;
        if (filler->xml.length > MEMBER_MOST)
            return strerror(EFBIG);
        pack(filler);
        member.method = ZIP_DEFLATED;
        member.bytes = filler->packed.at;
        member.length = filler->packed.length;
        member.size = filler->xml.length;
        member.crc = (uint32_t)crc32(0, (const Bytef *)filler->xml.at, (uInt)filler->xml.length);
    }
    return zip_writer_add(&filler->zip, &member) ? NULL : strerror(EFBIG);
}

bool form_template_fill(const struct form_template *template, const struct form_sheet *sheet,
                        struct form_filler *filler, const char **error)
{
    *error = NULL;
    zip_writer_reset(&filler->zip);
    for (size_t i = 0; i < template->part_count && !*error; i++)
        *error = fill_part(&template->parts[i], sheet, filler);
    if (!*error && !zip_writer_finish(&filler->zip))
        *error = strerror(EFBIG);
    return !*error;
}

void form_filler_release(struct form_filler *filler)
{
    zip_writer_release(&filler->zip);
    str_release(&filler->xml);
    str_release(&filler->packed);
    if (filler->deflater_ready)
        deflateEnd(&filler->deflater);
    *filler = (struct form_filler){0};
}
