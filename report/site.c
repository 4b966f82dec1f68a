/*
 * The page: a template into which title, policy, style, scripts and data are put. Nothing in it
 * depends on time or machine.
 */
#include "report/site.h"

#include "common/frame.h"
#include "common/message.h"
#include "common/mistakes.h"
#include "common/options.h"
#include "report/site_parts.h"

#include <openssl/evp.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- Texts ---- */

/* The line separators of Unicode in UTF-8: E2 80 A8 and E2 80 A9. */
static bool is_separator(const char *c)
{
    return strncmp(c, "\xE2\x80\xA8", 3) == 0 || strncmp(c, "\xE2\x80\xA9", 3) == 0;
}

void site_append_string(struct str *json, const char *text)
{
    str_append_char(json, '"');
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\') {
            str_append_char(json, '\\');
            str_append_char(json, *c);
        } else if ((unsigned char)*c < ' ' || strchr("<>&\x7F", *c) != NULL) {
            str_appendf(json, "\\u%04x", (unsigned)*c);
        } else if (is_separator(c)) {
            str_append(json, (unsigned char)c[2] == 0xA8 ? "\\u2028" : "\\u2029");
            c += 2;
        } else {
            str_append_char(json, *c);
        }
    }
    str_append_char(json, '"');
}

void site_append_html(struct str *html, const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        if (strchr("&<>\"'", *c) != NULL)
            str_appendf(html, "&#%d;", *c);
        else
            str_append_char(html, *c);
    }
}

/* ---- Tiles ---- */

/* A grid cannot be larger than a screen shows. */
enum { LARGEST_GRID = 100 };

static bool is_position(const struct frame *tiles, size_t unit, const char *column)
{
    size_t position = frame_column(tiles, column);
    int64_t value;
    return position != FRAME_NONE && frame_number(tiles, unit, position, &value) &&
           value % NUMBER_SCALE == 0 && value >= NUMBER_SCALE &&
           value <= LARGEST_GRID * NUMBER_SCALE;
}

static void check_tiles(const struct frame *tiles, const char *path, struct mistakes *mistakes)
{
    for (size_t u = 0; u < tiles->unit_count; u++) {
        if (!is_position(tiles, u, "column") || !is_position(tiles, u, "row"))
            mistakes_add(mistakes, &(struct mistake){.file = path, .line = (long)u + 2},
                         _("count both from 1 at the top left"),
                         _("\"%s\" has no column and row on the map"), frame_code(tiles, u));
    }
}

const struct frame *site_read_tiles(struct arena *arena, const char *configs)
{
    const char *path = arena_printf(arena, "%s/frames/prefecture-tiles.csv", configs);
    if (access(path, F_OK) != 0)
        return NULL;
    struct mistakes mistakes = {0};
    const struct frame *tiles = frame_read(arena, "prefecture-tiles", path, &mistakes);
    if (tiles != NULL)
        check_tiles(tiles, path, &mistakes);
    mistakes_print(&mistakes);
    if (mistakes.count > 0)
        exit(STATUS_USAGE);
    mistakes_release(&mistakes);
    return tiles;
}

static void append_tiles(struct str *json, const struct frame *tiles)
{
    str_append(json, ",\"tiles\":[");
    for (size_t u = 0; tiles != NULL && u < tiles->unit_count; u++) {
        int64_t column, row;
        if (!frame_number(tiles, u, frame_column(tiles, "column"), &column) ||
            !frame_number(tiles, u, frame_column(tiles, "row"), &row))
            abort();
        str_append(json, u > 0 ? ",[" : "[");
        site_append_string(json, frame_code(tiles, u));
        str_appendf(json, ",%" PRId64 ",%" PRId64 "]", column / NUMBER_SCALE, row / NUMBER_SCALE);
    }
    str_append_char(json, ']');
}

/* ---- Data ---- */

static void append_member(struct str *json, const char *name, const char *text)
{
    str_appendf(json, ",\"%s\":", name);
    site_append_string(json, text);
}

static void append_figure(struct str *json, const struct figure *figure)
{
    str_append(json, "{\"id\":");
    site_append_string(json, figure->id);
    append_member(json, "number", figure->number);
    append_member(json, "title", figure->title);
    append_member(json, "form", figure->form->id);
    append_member(json, "question", figure->question->id);
    append_member(json, "banner", figure->banner);
    str_append_char(json, '}');
}

/* The page draws whole questions, as bars; it knows neither values nor waves. */
static bool is_on_page(const struct figure *figure)
{
    return (figure->chart == CHART_STACKED || figure->chart == CHART_BAR) && figure->item == NULL;
}

static void append_figures(struct str *json, const struct config *config)
{
    bool first = true;
    str_append(json, ",\"figures\":[");
    for (size_t i = 0; i < config->figure_count; i++) {
        if (!is_on_page(&config->figures[i]))
            continue;
        if (!first)
            str_append_char(json, ',');
        first = false;
        append_figure(json, &config->figures[i]);
    }
    str_append_char(json, ']');
}

/* The page does not link to itself. */
static void append_files(struct str *json, const struct outputs *outputs)
{
    bool first = true;
    str_append(json, ",\"files\":[");
    for (const struct output_file *file = outputs->first; file != NULL; file = file->next) {
        if (strncmp(file->name, "site/", 5) == 0)
            continue;
        if (!first)
            str_append_char(json, ',');
        site_append_string(json, file->name);
        first = false;
    }
    str_append_char(json, ']');
}

static void append_data(struct str *json, const struct site *site, const struct outputs *outputs)
{
    const struct codebook *codebook = &site->config->codebook;
    struct arena arena = {0};
    str_append(json, "{\"survey\":");
    site_append_string(json, codebook->survey);
    append_member(json, "title", codebook->title);
    append_member(json, "year", codebook_year_label(&arena, codebook->year));
    append_member(json, "fielded", codebook->fielded);
    append_member(json, "notes", codebook->notes);
    append_member(json, "hash", codebook->hash);
    append_member(json, "version", renkei_version);
    str_appendf(json, ",\"synthetic\":%s", site->loaded->synthetic ? "true" : "false");
    append_files(json, outputs);
    append_tiles(json, site->tiles);
    append_figures(json, site->config);
    str_append(json, ",\"forms\":[");
    str_append(json, str_text(&site->forms));
    str_append(json, "]}");
    arena_release(&arena);
}

/* ---- The page ---- */

/* All parts whose names end so, one behind the other. */
static void append_parts(struct str *out, const char *ending, bool library)
{
    for (size_t i = 0; i < site_part_count; i++) {
        const char *name = site_parts[i].name;
        size_t length = strlen(name), tail = strlen(ending);
        bool ends = length > tail && strcmp(name + length - tail, ending) == 0;
        if (ends && (strncmp(name, "d3-", 3) == 0) == library)
            str_append(out, site_parts[i].text);
    }
}

/* A source expression of the policy: 'sha256-…' of the element's text. */
static void append_hash(struct str *out, const struct str *element)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned char text[EVP_MAX_MD_SIZE * 2];
    unsigned length = 0;
    if (EVP_Digest(str_text(element), element->length, digest, &length, EVP_sha256(), NULL) != 1)
        abort();
    EVP_EncodeBlock(text, digest, (int)length);
    str_appendf(out, "'sha256-%s'", (const char *)text);
}

struct piece {
    const char *name; /* {{name}} in the template */
    struct str text;
};

enum { PIECE_TITLE, PIECE_POLICY, PIECE_STYLE, PIECE_LIBRARY, PIECE_SCRIPT, PIECE_LICENCE };
enum { PIECE_DATA = PIECE_LICENCE + 1, PIECE_COUNT };

static void make_policy(struct piece *pieces)
{
    struct str *policy = &pieces[PIECE_POLICY].text;
    str_append(policy, "default-src 'none'; style-src ");
    append_hash(policy, &pieces[PIECE_STYLE].text);
    str_append(policy, "; script-src ");
    append_hash(policy, &pieces[PIECE_LIBRARY].text);
    str_append_char(policy, ' ');
    append_hash(policy, &pieces[PIECE_SCRIPT].text);
    str_append(policy, "; base-uri 'none'; form-action 'none'");
}

static void make_pieces(struct piece *pieces, const struct site *site,
                        const struct outputs *outputs)
{
    struct str licence = {0};
    site_append_html(&pieces[PIECE_TITLE].text, site->config->codebook.title);
    append_parts(&pieces[PIECE_STYLE].text, ".css", false);
    append_parts(&pieces[PIECE_LIBRARY].text, ".js", true);
    append_parts(&pieces[PIECE_SCRIPT].text, ".js", false);
    make_policy(pieces);
    append_parts(&licence, ".txt", false);
    site_append_html(&pieces[PIECE_LICENCE].text, str_text(&licence));
    append_data(&pieces[PIECE_DATA].text, site, outputs);
    str_release(&licence);
}

static const struct str *find_piece(const struct piece *pieces, const char *name, size_t length)
{
    for (size_t i = 0; i < PIECE_COUNT; i++) {
        if (strlen(pieces[i].name) == length && memcmp(pieces[i].name, name, length) == 0)
            return &pieces[i].text;
    }
    abort();
}

/* Only the template is looked through: braces in a piece are its own. */
static void fill_template(struct str *page, const char *template, const struct piece *pieces)
{
    const char *open;
    while ((open = strstr(template, "{{")) != NULL) {
        const char *close = strstr(open, "}}");
        if (close == NULL)
            abort();
        str_append_bytes(page, template, (size_t)(open - template));
        const struct str *text = find_piece(pieces, open + 2, (size_t)(close - open) - 2);
        str_append_bytes(page, str_text(text), text->length);
        template = close + 2;
    }
    str_append(page, template);
}

bool site_write(FILE *stream, struct site *site, const struct outputs *outputs)
{
    struct piece pieces[PIECE_COUNT] = {
        [PIECE_TITLE] = {.name = "title"},   [PIECE_POLICY] = {.name = "policy"},
        [PIECE_STYLE] = {.name = "style"},   [PIECE_LIBRARY] = {.name = "library"},
        [PIECE_SCRIPT] = {.name = "script"}, [PIECE_LICENCE] = {.name = "licence"},
        [PIECE_DATA] = {.name = "data"},
    };
    struct str template = {0}, page = {0};
    make_pieces(pieces, site, outputs);
    append_parts(&template, ".html", false);
    fill_template(&page, str_text(&template), pieces);
    bool good = fwrite(page.at, 1, page.length, stream) == page.length;
    for (size_t i = 0; i < PIECE_COUNT; i++)
        str_release(&pieces[i].text);
    str_release(&template);
    str_release(&page);
    str_release(&site->forms);
    return good;
}
