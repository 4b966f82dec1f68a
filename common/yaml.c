#include "common/yaml.h"

#include "common/message.h"
#include "common/number.h"
#include "common/str.h"
#include "common/utf8.h"
#include "common/yaml_words.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

static struct mistake place_of(const struct yaml_file *file, yaml_mark_t mark)
{
    return (struct mistake){
        .file = file->path, .line = (long)mark.line + 1, .column = (long)mark.column + 1};
}

static bool check_encoding(struct yaml_file *file, const char *bytes, size_t length)
{
    size_t valid = utf8_valid_length(bytes, length);
    if (valid == length)
        return true;
    long line = 1;
    size_t start = 0;
    for (size_t i = 0; i < valid; i++)
        if (bytes[i] == '\n') {
            line++;
            start = i + 1;
        }
    struct mistake place = {
        .file = file->path,
        .line = line,
        .column = (long)utf8_characters(bytes + start, valid - start) + 1,
    };
    mistakes_add(file->mistakes, &place, _("save the file as UTF-8"), _("this byte is not UTF-8"));
    return false;
}

static void note_syntax(struct yaml_file *file, const yaml_parser_t *parser)
{
    if (parser->error == YAML_MEMORY_ERROR)
        abort();
    yaml_mark_t mark = parser->problem_mark;
    if (parser->error == YAML_READER_ERROR)
        mark = parser->mark;
    struct mistake place = place_of(file, mark);
    const char *hint = NULL;
    if (parser->context)
        hint = arena_printf(file->arena, _("%s that begins in line %zu"),
                            yaml_words(parser->context), parser->context_mark.line + 1);
    mistakes_add(file->mistakes, &place, hint, _("this is not YAML: %s"),
                 parser->problem ? yaml_words(parser->problem) : "?");
}

static void start_parser(yaml_parser_t *parser, const char *bytes, size_t length)
{
    if (!yaml_parser_initialize(parser))
        abort();
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(parser, (const unsigned char *)bytes, length);
}

/* A configuration nests ten deep; libyaml's time to load grows with the square of the depth. */
enum { DEPTH_LIMIT = 64 };

/* By how much the depth changes. */
static int step_of(yaml_event_type_t event)
{
    bool in = event == YAML_SEQUENCE_START_EVENT || event == YAML_MAPPING_START_EVENT;
    bool out = event == YAML_SEQUENCE_END_EVENT || event == YAML_MAPPING_END_EVENT;
    return in - out;
}

/* Looks at the file event by event before it is loaded; what is no YAML is left to load(). */
static bool check_depth(struct yaml_file *file, const char *bytes, size_t length)
{
    yaml_parser_t parser;
    start_parser(&parser, bytes, length);
    yaml_event_t event;
    struct mistake place = {0};
    bool last = false;
    int depth = 0;
    while (depth <= DEPTH_LIMIT && !last && yaml_parser_parse(&parser, &event)) {
        depth += step_of(event.type);
        place = place_of(file, event.start_mark);
        last = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    if (depth <= DEPTH_LIMIT)
        return true;
    mistakes_add(file->mistakes, &place, NULL, _("lists and mappings are nested more than %d deep"),
                 DEPTH_LIMIT);
    return false;
}

static bool load(struct yaml_file *file, yaml_parser_t *parser, yaml_document_t *document)
{
    if (yaml_parser_load(parser, document))
        return true;
    note_syntax(file, parser);
    return false;
}

/* One document with something in it, and nothing behind it. */
static bool load_only(struct yaml_file *file, yaml_parser_t *parser)
{
    file->document = arena_alloc(file->arena, sizeof *file->document);
    if (!load(file, parser, file->document)) {
        file->document = NULL;
        return false;
    }
    if (!yaml_document_get_root_node(file->document)) {
        struct mistake place = {.file = file->path, .line = 1};
        mistakes_add(file->mistakes, &place, NULL, _("the file is empty"));
        return false;
    }
    yaml_document_t next;
    if (!load(file, parser, &next))
        return false;
    bool single = !yaml_document_get_root_node(&next);
    if (!single) {
        struct mistake place = place_of(file, next.start_mark);
        mistakes_add(file->mistakes, &place, NULL, _("a second document begins here"));
    }
    yaml_document_delete(&next);
    return single;
}

bool yaml_open(struct yaml_file *file, const char *bytes, size_t length)
{
    static const char bom[] = "\xEF\xBB\xBF";
    if (length >= 3 && memcmp(bytes, bom, 3) == 0) {
        bytes += 3;
        length -= 3;
    }
    if (!check_encoding(file, bytes, length) || !check_depth(file, bytes, length))
        return false;
    yaml_parser_t parser;
    start_parser(&parser, bytes, length);
    bool loaded = load_only(file, &parser);
    yaml_parser_delete(&parser);
    return loaded;
}

void yaml_close(struct yaml_file *file)
{
    if (file->document)
        yaml_document_delete(file->document);
    file->document = NULL;
}

static struct node node_by_number(struct yaml_file *file, int number)
{
    return (struct node){file, yaml_document_get_node(file->document, number)};
}

struct node yaml_root(struct yaml_file *file)
{
    return node_by_number(file, 1);
}

/* ---- Mistakes at a node ---- */

void node_mistake(struct node node, const char *hint, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = arena_vprintf(&node.file->mistakes->arena, format, arguments);
    va_end(arguments);
    struct mistake place = place_of(node.file, node.at->start_mark);
    mistakes_add(node.file->mistakes, &place, hint, "%s", text);
}

/* Characters of the source before the byte `offset` of a scalar's text, quotes included. */
static size_t source_characters(const yaml_node_t *node, size_t offset)
{
    const char *text = (const char *)node->data.scalar.value;
    yaml_scalar_style_t style = node->data.scalar.style;
    size_t characters = utf8_characters(text, offset);
    if (style == YAML_PLAIN_SCALAR_STYLE)
        return characters;
    for (size_t i = 0; i < offset; i++) {
        bool single = style == YAML_SINGLE_QUOTED_SCALAR_STYLE && text[i] == '\'';
        bool twice = style == YAML_DOUBLE_QUOTED_SCALAR_STYLE && strchr("\"\\", text[i]);
        characters += single || twice;
    }
    return characters + 1;
}

void node_mistake_at(struct node node, size_t offset, const char *hint, const char *text)
{
    struct mistake place = place_of(node.file, node.at->start_mark);
    bool one_line = node.at->start_mark.line == node.at->end_mark.line;
    if (one_line && node.at->type == YAML_SCALAR_NODE)
        place.column += (long)source_characters(node.at, offset);
    mistakes_add(node.file->mistakes, &place, hint, "%s", text);
}

long node_line(struct node node)
{
    return node.at ? (long)node.at->start_mark.line + 1 : 0;
}

static const char *const kind_names[] = {
    [YAML_NO_NODE] = N_("nothing"),
    [YAML_SCALAR_NODE] = N_("a text"),
    [YAML_SEQUENCE_NODE] = N_("a list"),
    [YAML_MAPPING_NODE] = N_("a mapping (key: value)"),
};

static bool is_kind(struct node node, yaml_node_type_t kind)
{
    if (!node.at)
        return false;
    if (node.at->type == kind)
        return true;
    node_mistake(node, NULL, _("%s is expected here, not %s"), _(kind_names[kind]),
                 _(kind_names[node.at->type]));
    return false;
}

/* ---- Mappings ---- */

static const char *scalar_text(const yaml_node_t *node)
{
    return node->type == YAML_SCALAR_NODE ? (const char *)node->data.scalar.value : NULL;
}

static void check_known(struct node key, const char *const *known)
{
    size_t count = 0;
    for (; known[count]; count++)
        if (strcmp(known[count], scalar_text(key.at)) == 0)
            return;
    const char *hint = mistakes_suggest(key.file->mistakes, scalar_text(key.at), known, count);
    node_mistake(key, hint, _("unknown key \"%s\""), scalar_text(key.at));
}

/* Each key is compared with each; no mapping of a configuration has more than thirty. */
enum { KEYS_LIMIT = 1000 };

bool node_check_keys(struct node map, const char *const *known)
{
    if (!is_kind(map, YAML_MAPPING_NODE))
        return false;
    const yaml_node_pair_t *start = map.at->data.mapping.pairs.start;
    const yaml_node_pair_t *top = map.at->data.mapping.pairs.top;
    if (top - start > KEYS_LIMIT) {
        node_mistake(map, NULL, _("a mapping has more than %d keys"), KEYS_LIMIT);
        return false;
    }
    for (const yaml_node_pair_t *pair = start; pair < top; pair++) {
        struct node key = node_by_number(map.file, pair->key);
        if (!is_kind(key, YAML_SCALAR_NODE))
            continue;
        check_known(key, known);
        for (const yaml_node_pair_t *earlier = start; earlier < pair; earlier++) {
            struct node other = node_by_number(map.file, earlier->key);
            const char *name = scalar_text(other.at);
            if (name && strcmp(name, scalar_text(key.at)) == 0)
                node_mistake(key, NULL, _("the key \"%s\" stands here twice, first in line %ld"),
                             name, node_line(other));
        }
    }
    return true;
}

struct node node_get(struct node map, const char *key)
{
    struct node absent = {map.file, NULL};
    if (!map.at || map.at->type != YAML_MAPPING_NODE)
        return absent;
    const yaml_node_pair_t *pair = map.at->data.mapping.pairs.start;
    for (; pair < map.at->data.mapping.pairs.top; pair++) {
        const char *name = scalar_text(node_by_number(map.file, pair->key).at);
        if (name && strcmp(name, key) == 0)
            return node_by_number(map.file, pair->value);
    }
    return absent;
}

struct node node_require(struct node map, const char *key)
{
    struct node value = node_get(map, key);
    if (!value.at && map.at)
        node_mistake(map, NULL, _("the key \"%s\" is missing"), key);
    return value;
}

/* ---- Scalars ---- */

const char *node_text(struct node node)
{
    if (!is_kind(node, YAML_SCALAR_NODE))
        return NULL;
    const char *text = scalar_text(node.at);
    size_t length = node.at->data.scalar.length;
    if (!length) {
        node_mistake(node, NULL, _("a text is expected here, not nothing"));
        return NULL;
    }
    for (size_t i = 0; i < length; i++)
        if (((unsigned char)text[i] < 0x20 && !strchr("\n\t", text[i])) || text[i] == 0x7F ||
            !text[i]) {
            node_mistake_at(node, i, NULL, _("the text has a control character"));
            return NULL;
        }
    return arena_copy(node.file->arena, text, length);
}

const char *node_require_text(struct node map, const char *key)
{
    return node_text(node_require(map, key));
}

const char *node_optional_text(struct node map, const char *key, const char *fallback)
{
    const char *text = node_text(node_get(map, key));
    return text ? text : fallback;
}

bool id_is_valid(const char *id, bool hyphens)
{
    /* "a_question.row.code.text" stays under the 255 characters of a defined name in Excel. */
    enum { ID_LIMIT = 60 };
    if (*id < 'a' || *id > 'z' || strlen(id) > ID_LIMIT)
        return false;
    for (; *id; id++) {
        bool letter = *id >= 'a' && *id <= 'z', digit = *id >= '0' && *id <= '9';
        if (!letter && !digit && *id != '_' && !(hyphens && *id == '-'))
            return false;
    }
    return true;
}

const char *node_require_id(struct node map, const char *key, bool hyphens)
{
    struct node node = node_require(map, key);
    const char *id = node_text(node);
    if (!id || id_is_valid(id, hyphens))
        return id;
    node_mistake(node,
                 hyphens ? _("use a lower-case letter, then letters, digits, _ and -, at most 60")
                         : _("use a lower-case letter, then letters, digits and _, at most 60"),
                 _("\"%s\" cannot be an id"), id);
    return NULL;
}

bool node_whole(struct node node, int64_t min, int64_t max, int64_t *value)
{
    const char *text = node_text(node);
    if (!text)
        return false;
    if (!number_parse_whole(text, value)) {
        node_mistake(node, _("write digits only, without leading zeros"),
                     _("\"%s\" is no whole number"), text);
        return false;
    }
    if (*value < min || *value > max) {
        node_mistake(node, NULL, _("%s is not between %lld and %lld"), text, (long long)min,
                     (long long)max);
        return false;
    }
    return true;
}

bool node_decimal(struct node node, int64_t *value)
{
    const char *text = node_text(node);
    if (!text)
        return false;
    if (number_parse(text, value))
        return true;
    node_mistake(node, _("write digits, if needed a point and up to six decimals"),
                 _("\"%s\" is no number"), text);
    return false;
}

bool node_flag(struct node node)
{
    static const char *const choices[] = {"false", "true", NULL};
    return node_choice(node, choices) == 1;
}

int node_choice(struct node node, const char *const *choices)
{
    const char *text = node_text(node);
    if (!text)
        return -1;
    int count = 0;
    for (; choices[count]; count++)
        if (strcmp(choices[count], text) == 0)
            return count;
    node_mistake(node, mistakes_suggest(node.file->mistakes, text, choices, (size_t)count),
                 _("\"%s\" is not known here"), text);
    return -1;
}

/* ---- Sequences ---- */

bool node_is_list(struct node node)
{
    return is_kind(node, YAML_SEQUENCE_NODE);
}

size_t node_length(struct node list)
{
    if (!list.at || list.at->type != YAML_SEQUENCE_NODE)
        return 0;
    return (size_t)(list.at->data.sequence.items.top - list.at->data.sequence.items.start);
}

struct node node_item(struct node list, size_t index)
{
    return node_by_number(list.file, list.at->data.sequence.items.start[index]);
}
