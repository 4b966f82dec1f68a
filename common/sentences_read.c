/*
 * tables.yaml: sentences. A text is cut into pieces at its braces; what a place may name is read by
 * parts_read.h. Whether a claim holds is not known here.
 */
#include "common/config_read.h"
#include "common/message.h"
#include "common/number.h"
#include "common/parts_read.h"

#include <stdlib.h>
#include <string.h>

static const char *const wordings[] = {
    [WORDING_PERCENT] = "％", [WORDING_COUNT] = "件数",      [WORDING_BASE] = "対象数",
    [WORDING_TENTHS] = "割",  [WORDING_AT_LEAST] = "割以上", [WORDING_UNDER] = "割未満",
    [WORDING_HALF] = "半数",  [WORDING_MAJORITY] = "過半数",
};
enum { WORDING_LENGTH = sizeof wordings / sizeof *wordings };
#define WORDINGS_HINT N_("write nothing, or ％, 件数, 対象数, 割, 割以上, 割未満, 半数 or 過半数")

/* What is read of one sentence. */
struct draft {
    struct node node;
    struct arena *arena;
    struct sentence *sentence;
    const struct config *config;
};

/* ---- Places in a text ---- */

/* What stands between the position and the brace that ends the place; "" if nothing does. */
static const char *take_rest(struct parts_reader *reader)
{
    parts_accept(reader, "");
    const char *start = reader->text + reader->position;
    size_t length = strcspn(start, "}");
    while (length && start[length - 1] == ' ')
        length--;
    return arena_copy(reader->node.file->arena, start, length);
}

/* The wording at the end of a place; false (a mistake) if there is no such wording. `none` receives
 * whether nothing stands there. */
static bool read_wording(struct parts_reader *reader, enum wording *wording, bool *none)
{
    const char *rest = take_rest(reader);
    *none = !*rest;
    if (*none || strcmp(rest, "%") == 0) {
        *wording = WORDING_PERCENT;
        reader->position += strlen(rest);
        return true;
    }
    for (size_t i = 0; i < WORDING_LENGTH; i++)
        if (strcmp(rest, wordings[i]) == 0) {
            *wording = (enum wording)i;
            reader->position += strlen(rest);
            return true;
        }
    return parts_mistake(reader, _(WORDINGS_HINT), _("\"%s\" cannot stand behind a figure"), rest);
}

/* Counts of several figures, or of a question without an answer, would say nothing. */
static bool check_wording(struct parts_reader *reader, const struct piece *piece)
{
    const struct parts *parts = &piece->parts;
    if (piece->kind == PIECE_RANKED && piece->wording == WORDING_COUNT)
        return parts_mistake(reader, NULL, _("a count is of one figure"));
    if (piece->kind != PIECE_PARTS || piece->wording == WORDING_BASE)
        return true;
    if (parts->bare)
        return parts_mistake(reader, _("name an answer, such as council = 1, or write 対象数"),
                             _("the place names a question, not a figure"));
    if (piece->wording == WORDING_COUNT && parts->count > 1)
        return parts_mistake(reader, NULL, _("a count is of one figure"));
    return true;
}

/* {順位}, {順位 半数}, {1位}, {1位 割以上}, {図表}, {配布数}, {回答数}, {回答率} */
static bool read_named_place(struct parts_reader *reader, struct piece *piece)
{
    static const struct {
        const char *word;
        enum piece_kind alone, worded;
    } places[] = {
        {"順位", PIECE_RANKING, PIECE_RANKED},      {"1位", PIECE_FIRST_NAME, PIECE_FIRST},
        {"図表", PIECE_FIGURE, PIECE_FIGURE},       {"配布数", PIECE_UNITS, PIECE_UNITS},
        {"回答数", PIECE_ANSWERED, PIECE_ANSWERED}, {"回答率", PIECE_TURNOUT, PIECE_TURNOUT},
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        bool none;
        if (!parts_accept(reader, places[i].word))
            continue;
        if (!read_wording(reader, &piece->wording, &none))
            return false;
        piece->kind = none ? places[i].alone : places[i].worded;
        return none || places[i].alone != places[i].worded ||
               parts_mistake(reader, NULL, _("nothing can stand behind \"%s\""), places[i].word);
    }
    return parts_mistake(
        reader,
        _("write a question's id, such as council = 1, or 順位, 1位, 図表, 配布数, 回答数, 回答率"),
        _("a figure is expected here"));
}

static bool is_turnout(enum piece_kind kind)
{
    return kind == PIECE_UNITS || kind == PIECE_ANSWERED || kind == PIECE_TURNOUT;
}

static bool check_place(struct parts_reader *reader, const struct draft *draft,
                        const struct piece *piece)
{
    enum piece_kind kind = piece->kind;
    bool ranked = kind == PIECE_RANKING || kind == PIECE_RANKED || kind == PIECE_FIRST ||
                  kind == PIECE_FIRST_NAME;
    if (ranked && !node_get(draft->node, "rank").at)
        return parts_mistake(reader, _("add the key \"rank\""), _("the sentence has no ranking"));
    if (kind == PIECE_FIGURE && !node_get(draft->node, "figure").at)
        return parts_mistake(reader, _("add the key \"figure\""), _("the sentence has no figure"));
    if (is_turnout(kind) && !draft->sentence->form->frame)
        return parts_mistake(reader, NULL, _("form \"%s\" has no frame: nobody knows its units"),
                             draft->sentence->form->id);
    return check_wording(reader, piece);
}

typedef bool read_place_function(struct parts_reader *reader, const struct draft *draft,
                                 struct piece *piece);

static bool read_place(struct parts_reader *reader, const struct draft *draft, struct piece *piece)
{
    struct parts_reader start = *reader;
    bool none;
    if (!parts_peek_name(reader))
        return read_named_place(reader, piece) && check_place(&start, draft, piece);
    piece->kind = PIECE_PARTS;
    return parts_read(reader, &piece->parts) && read_wording(reader, &piece->wording, &none) &&
           check_place(&start, draft, piece);
}

/* In the value of a ranking only the wording is said. */
static bool read_value_place(struct parts_reader *reader, const struct draft *draft,
                             struct piece *piece)
{
    (void)draft;
    bool none;
    piece->kind = PIECE_RANKED_PART;
    return read_wording(reader, &piece->wording, &none);
}

static void add_text(struct arena *arena, const char *start, size_t length, struct piece *at,
                     size_t *count)
{
    if (length)
        at[(*count)++] =
            (struct piece){.kind = PIECE_TEXT, .text = arena_copy(arena, start, length)};
}

static struct pieces read_pieces(const struct draft *draft, struct node node,
                                 read_place_function *read)
{
    const char *text = node_text(node);
    struct parts_reader reader = {.node = node, .text = text, .form = draft->sentence->form};
    if (!text)
        return (struct pieces){0};
    struct piece *at = arena_array(draft->arena, strlen(text) + 1, sizeof *at);
    size_t count = 0;
    while (reader.text[reader.position]) {
        const char *start = reader.text + reader.position;
        size_t length = strcspn(start, "{}");
        add_text(draft->arena, start, length, at, &count);
        reader.position += length;
        if (!start[length])
            break;
        if (start[length] == '}' && !parts_mistake(&reader, NULL, _("\"}\" ends no place")))
            break;
        reader.position++;
        if (!read(&reader, draft, &at[count]))
            break;
        count++;
        if (!parts_accept(&reader, "}") && !parts_mistake(&reader, NULL, _("\"}\" is missing")))
            break;
    }
    return (struct pieces){at, count};
}

/* ---- The ranking ---- */

static struct parts_reader reader_of(const struct draft *draft, struct node node)
{
    return (struct parts_reader){
        .node = node, .text = node_text(node), .form = draft->sentence->form};
}

/* A text that is figures and nothing else; without a count on a mistake. */
static struct parts read_whole_parts(const struct draft *draft, struct node node)
{
    struct parts parts = {0};
    struct parts_reader reader = reader_of(draft, node);
    if (!reader.text || !parts_read(&reader, &parts))
        return (struct parts){0};
    parts_accept(&reader, "");
    if (reader.text[reader.position]) {
        parts_mistake(&reader, NULL, _("nothing is expected behind the figures"));
        return (struct parts){0};
    }
    return parts;
}

/* The pattern's own words in place of the codebook's labels. */
static void read_words(const struct draft *draft, struct node words, struct parts *of)
{
    if (!words.at)
        return;
    const char **keys = arena_array(draft->arena, of->count + 1, sizeof *keys);
    for (size_t i = 0; i < of->count; i++)
        keys[i] = of->at[i].key;
    if (!node_check_keys(words, keys))
        return;
    struct part *named = arena_array(draft->arena, of->count + 1, sizeof *named);
    for (size_t i = 0; i < of->count; i++) {
        named[i] = of->at[i];
        named[i].name = node_optional_text(words, named[i].key, named[i].name);
    }
    of->at = named;
}

/* Needs no form: these mistakes are found whatever the ranking is of. */
static void check_ranking(struct node node)
{
    static const char *const keys[] = {"of", "top", "most", "value", "words", "only", NULL};
    if (!node.at || !node_check_keys(node, keys))
        return;
    node_require(node, "of");
    node_require(node, "top");
}

static void read_ranking(const struct draft *draft, struct node node)
{
    static const struct piece percent = {.kind = PIECE_RANKED_PART, .wording = WORDING_PERCENT};
    if (!node.at)
        return;
    struct ranking *ranking = arena_alloc(draft->arena, sizeof *ranking);
    struct node of = node_get(node, "of"), value = node_get(node, "value");
    int64_t top = 1;
    ranking->of = read_whole_parts(draft, of);
    if (ranking->of.count && (ranking->of.count < 2 || !ranking->of.at[0].answer_count))
        node_mistake(of, _("name the rows of one answer, or a question with several options"),
                     _("there is nothing to rank"));
    node_whole(node_get(node, "top"), 1, ranking->of.count ? (int64_t)ranking->of.count : INT32_MAX,
               &top);
    ranking->top = (size_t)top;
    ranking->most = node_optional_text(node, "most", "最も多く");
    ranking->value =
        value.at ? read_pieces(draft, value, read_value_place) : (struct pieces){&percent, 1};
    if (ranking->of.count)
        read_words(draft, node_get(node, "words"), &ranking->of);
    if (node_get(node, "only").at)
        ranking->only = read_whole_parts(draft, node_get(node, "only"));
    draft->sentence->ranking = ranking;
}

/* ---- Claims ---- */

static bool read_sign(struct parts_reader *reader, struct claim *claim)
{
    static const struct {
        const char *text;
        enum comparison_sign sign;
    } signs[] = {{">=", SIGN_AT_LEAST}, {"<=", SIGN_AT_MOST}, {">", SIGN_MORE}, {"<", SIGN_LESS}};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (parts_accept(reader, signs[i].text)) {
            claim->sign = signs[i].sign;
            return true;
        }
    return parts_mistake(reader, NULL, _("one of > >= < <= is expected here"));
}

/* 50, 50% or 33.3％ */
static bool read_percent(struct parts_reader *reader, struct claim *claim)
{
    parts_accept(reader, "");
    const char *start = reader->text + reader->position;
    size_t length = strspn(start, "0123456789.");
    const char *number = arena_copy(reader->node.file->arena, start, length);
    if (!number_parse(number, &claim->percent) || claim->percent > 100 * NUMBER_SCALE)
        return parts_mistake(reader, NULL, _("a figure or a percentage is expected here"));
    reader->position += length;
    if (!parts_accept(reader, "％"))
        parts_accept(reader, "%");
    return true;
}

static bool check_sides(struct parts_reader *reader, const struct claim *claim)
{
    const struct parts *left = &claim->left, *right = &claim->right;
    if (claim->of != PIECE_PARTS && right->count)
        return parts_mistake(reader, NULL, _("a ranking is compared with a percentage"));
    if (left->bare || right->bare)
        return parts_mistake(reader, _("name an answer, such as council = 1"),
                             _("a claim compares figures, not questions"));
    if (right->count && left->count != right->count && left->count != 1 && right->count != 1)
        return parts_mistake(reader, _("compare as many with as many, or one with all"),
                             _("%zu figures are compared with %zu"), left->count, right->count);
    return true;
}

/* 1位, 順位, or figures. */
static bool read_left(struct parts_reader *reader, const struct draft *draft, struct claim *claim)
{
    struct parts_reader start = *reader;
    claim->of = parts_accept(reader, "1位")    ? PIECE_FIRST
                : parts_accept(reader, "順位") ? PIECE_RANKED
                                               : PIECE_PARTS;
    if (claim->of == PIECE_PARTS)
        return parts_read(reader, &claim->left);
    return node_get(draft->node, "rank").at ||
           parts_mistake(&start, _("add the key \"rank\""), _("the sentence has no ranking"));
}

static bool read_claim(const struct draft *draft, struct node node, struct claim *claim)
{
    struct parts_reader reader = reader_of(draft, node);
    claim->text = reader.text;
    if (!reader.text || !read_left(&reader, draft, claim) || !read_sign(&reader, claim))
        return false;
    bool figures = parts_peek_name(&reader) != NULL;
    if (figures ? !parts_read(&reader, &claim->right) : !read_percent(&reader, claim))
        return false;
    parts_accept(&reader, "");
    if (reader.text[reader.position])
        return parts_mistake(&reader, NULL, _("nothing is expected behind the comparison"));
    reader.position = 0;
    return check_sides(&reader, claim);
}

static void read_claims(const struct draft *draft, struct node list)
{
    if (!list.at || !node_is_list(list))
        return;
    size_t count = node_length(list);
    struct claim *claims = arena_array(draft->arena, count + 1, sizeof *claims);
    for (size_t i = 0; i < count; i++)
        draft->sentence->claim_count +=
            read_claim(draft, node_item(list, i), &claims[draft->sentence->claim_count]);
    draft->sentence->claims = claims;
}

/* ---- The sentence ---- */

/* The first question that is named: in the ranking, in the text, in the claims. */
static const char *first_name(const struct draft *draft, struct node *place, size_t *offset)
{
    struct node claims = node_get(draft->node, "claims");
    struct node nodes[] = {node_get(node_get(draft->node, "rank"), "of"),
                           node_get(draft->node, "text"),
                           node_length(claims) ? node_item(claims, 0) : (struct node){0}};
    for (size_t i = 0; i < 3; i++) {
        struct parts_reader reader = {.node = nodes[i]};
        reader.text = nodes[i].at ? node_text(nodes[i]) : NULL;
        for (const char *at = reader.text; at; at = strchr(at + 1, '{')) {
            reader.position = (size_t)(at - reader.text) + (i == 1 && *at == '{');
            const char *name = *at == '{' || i != 1 ? parts_peek_name(&reader) : NULL;
            *place = nodes[i];
            *offset = reader.position;
            if (name)
                return name;
        }
    }
    return NULL;
}

/* The form that is named, else the first that asks the first question. */
static const struct form *read_form(const struct draft *draft)
{
    const struct codebook *codebook = &draft->config->codebook;
    struct node named = node_get(draft->node, "form"), place = {0};
    const char *id = node_text(named);
    size_t offset = 0;
    if (named.at) {
        const struct form *form = id ? codebook_form(codebook, id) : NULL;
        if (id && !form)
            node_mistake(named, NULL, _("there is no form \"%s\""), id);
        return form;
    }
    const char *question = first_name(draft, &place, &offset);
    if (!question) {
        node_mistake(draft->node, _("if it says who answered, name the form"),
                     _("the sentence states no figure"));
        return NULL;
    }
    for (size_t i = 0; i < codebook->form_count; i++)
        if (form_question(&codebook->forms[i], question))
            return &codebook->forms[i];
    node_mistake_at(place, offset, NULL,
                    arena_printf(draft->arena, _("no form has the question \"%s\""), question));
    return NULL;
}

static const struct figure *read_figure_id(const struct draft *draft)
{
    struct node node = node_get(draft->node, "figure");
    const char *id = node_text(node);
    for (size_t i = 0; id && i < draft->config->figure_count; i++)
        if (strcmp(draft->config->figures[i].id, id) == 0)
            return &draft->config->figures[i];
    if (id)
        node_mistake(node, NULL, _("there is no figure \"%s\""), id);
    return NULL;
}

static bool states_ranking(const struct pieces *pieces)
{
    for (size_t i = 0; i < pieces->count; i++) {
        enum piece_kind kind = pieces->at[i].kind;
        if (kind == PIECE_RANKING || kind == PIECE_RANKED || kind == PIECE_FIRST ||
            kind == PIECE_FIRST_NAME)
            return true;
    }
    return false;
}

static bool states_figure(const struct sentence *sentence)
{
    for (size_t i = 0; i < sentence->pieces.count; i++)
        if (sentence->pieces.at[i].kind == PIECE_PARTS || is_turnout(sentence->pieces.at[i].kind))
            return true;
    return sentence->claim_count > 0 || sentence->ranking != NULL;
}

static void read_sentence(struct draft *draft)
{
    static const char *const keys[] = {"id",   "section", "continues", "form", "figure",
                                       "text", "rank",    "claims",    NULL};
    struct sentence *sentence = draft->sentence;
    if (!node_check_keys(draft->node, keys))
        return;
    const char *id = node_require_id(draft->node, "id", true);
    sentence->id = id ? id : "";
    sentence->section = node_optional_text(draft->node, "section", "");
    sentence->continues = node_flag(node_get(draft->node, "continues"));
    sentence->figure = read_figure_id(draft);
    struct node text = node_require(draft->node, "text");
    check_ranking(node_get(draft->node, "rank"));
    if (text.at)
        sentence->form = read_form(draft);
    if (!sentence->form)
        return;
    size_t before = text.file->mistakes->count;
    read_ranking(draft, node_get(draft->node, "rank"));
    sentence->pieces = read_pieces(draft, text, read_place);
    read_claims(draft, node_get(draft->node, "claims"));
    if (text.file->mistakes->count > before)
        return;
    if (sentence->ranking && !states_ranking(&sentence->pieces))
        node_mistake(text, _("write {順位} or {1位} where it belongs"),
                     _("the text does not state its ranking"));
    else if (!states_figure(sentence))
        node_mistake(text, NULL, _("the sentence states no figure"));
}

void sentences_read(struct reading *reading, struct node root, struct config *config)
{
    struct node list = node_get(root, "sentences");
    if (!list.at || !node_is_list(list))
        return;
    size_t count = node_length(list);
    struct sentence *sentences = arena_array(reading->arena, count, sizeof *sentences);
    for (size_t i = 0; i < count; i++) {
        struct draft draft = {node_item(list, i), reading->arena, &sentences[i], config};
        sentences[i] = (struct sentence){.id = "", .section = ""};
        read_sentence(&draft);
        for (size_t j = 0; j < i; j++)
            if (*sentences[i].id && strcmp(sentences[i].id, sentences[j].id) == 0)
                node_mistake(node_get(draft.node, "id"), NULL,
                             _("the sentence \"%s\" stands here twice, first in line %ld"),
                             sentences[i].id, node_line(node_item(list, j)));
    }
    config->sentences = sentences;
    config->sentence_count = count;
}
