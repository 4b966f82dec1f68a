/*
 * Questions, options and rows. A list that is used by several questions is checked where it stands
 * and read again for each of them: the same mistake at the same place counts once.
 */
#include "common/question_read.h"

#include "common/expression.h"
#include "common/message.h"
#include "common/number.h"

#include <string.h>

static const char *const types[] = {"single", "multiple", "number", "text", NULL};
static const char *const sources[] = {"R", "L", "X", NULL};

static const char *read_source(struct node map, const char *fallback)
{
    int source = node_choice(node_get(map, "source"), sources);
    return source < 0 ? fallback : sources[source];
}

/* ---- Options ---- */

static void read_option(struct node node, bool derived, struct option *option)
{
    static const char *const keys[] = {"code", "label", "source", "text", "exclusive", NULL};
    static const char *const derived_keys[] = {"code", "label", "source", "when", NULL};
    *option = (struct option){.label = ""};
    if (!node_check_keys(node, derived ? derived_keys : keys))
        return;
    int64_t code;
    if (node_whole(node_require(node, "code"), 1, CODE_LARGEST_OPTION, &code))
        option->code = (int)code;
    const char *label = node_require_text(node, "label");
    option->label = label ? label : "";
    option->source = read_source(node, NULL);
    option->text = node_flag(node_get(node, "text"));
    option->exclusive = node_flag(node_get(node, "exclusive"));
    option->when_text = derived ? node_optional_text(node, "when", NULL) : NULL;
}

static void check_repetition(struct node list, const struct option *options, size_t position)
{
    struct node node = node_item(list, position);
    const struct option *option = &options[position];
    for (size_t i = 0; i < position; i++) {
        long line = node_line(node_item(list, i));
        if (option->code && options[i].code == option->code)
            node_mistake(node_get(node, "code"), NULL,
                         _("the code %d stands here twice, first in line %ld"), option->code, line);
        if (*option->label && strcmp(options[i].label, option->label) == 0)
            node_mistake(node_get(node, "label"), NULL,
                         _("the label \"%s\" stands here twice, first in line %ld"), option->label,
                         line);
    }
}

static struct option *read_options(struct node list, bool derived, struct question *question)
{
    if (!node_is_list(list))
        return NULL;
    size_t count = node_length(list);
    if (!count)
        node_mistake(list, NULL, _("the list is empty"));
    struct option *options = arena_array(list.file->arena, count, sizeof *options);
    for (size_t i = 0; i < count; i++) {
        read_option(node_item(list, i), derived, &options[i]);
        check_repetition(list, options, i);
    }
    question->options = options;
    question->option_count = count;
    return options;
}

/* ---- Rows ---- */

static void read_row(struct node node, struct row *row)
{
    static const char *const keys[] = {"id", "label", "unit", "source", NULL};
    *row = (struct row){.id = "", .label = ""};
    if (!node_check_keys(node, keys))
        return;
    const char *id = node_require_id(node, "id", false);
    const char *label = node_require_text(node, "label");
    *row = (struct row){
        .id = id ? id : "",
        .label = label ? label : "",
        .unit = node_optional_text(node, "unit", NULL),
        .source = read_source(node, NULL),
    };
}

static void read_rows(struct node list, struct question *question)
{
    if (!node_is_list(list))
        return;
    size_t count = node_length(list);
    if (!count)
        node_mistake(list, NULL, _("the list is empty"));
    struct row *rows = arena_array(list.file->arena, count, sizeof *rows);
    for (size_t i = 0; i < count; i++) {
        read_row(node_item(list, i), &rows[i]);
        for (size_t j = 0; j < i; j++)
            if (*rows[i].id && strcmp(rows[i].id, rows[j].id) == 0)
                node_mistake(node_get(node_item(list, i), "id"), NULL,
                             _("the row \"%s\" stands here twice, first in line %ld"), rows[i].id,
                             node_line(node_item(list, j)));
    }
    question->rows = rows;
    question->row_count = count;
}

/* ---- Lists ---- */

static const char *raw_id(struct node node)
{
    struct node id = node_get(node, "id");
    return id.at ? node_text(id) : NULL;
}

/* The entry of `lists` that the node names and that has `part` (options or rows). */
static struct node find_list(struct node lists, struct node name, const char *part)
{
    const char *wanted = node_text(name);
    const char *known[64];
    size_t known_count = 0;
    for (size_t i = 0; wanted && i < node_length(lists); i++) {
        struct node list = node_item(lists, i);
        const char *id = raw_id(list);
        if (!id || !node_get(list, part).at)
            continue;
        if (strcmp(id, wanted) == 0)
            return node_get(list, part);
        if (known_count < sizeof known / sizeof *known)
            known[known_count++] = id;
    }
    if (wanted)
        node_mistake(name, mistakes_suggest(name.file->mistakes, wanted, known, known_count),
                     _("there is no list \"%s\" with %s"), wanted, part);
    return (struct node){name.file, NULL};
}

void lists_check(struct node lists)
{
    static const char *const keys[] = {"id", "options", "rows", NULL};
    if (!lists.at || !node_is_list(lists))
        return;
    for (size_t i = 0; i < node_length(lists); i++) {
        struct node list = node_item(lists, i);
        if (!node_check_keys(list, keys))
            continue;
        const char *id = node_require_id(list, "id", false);
        for (size_t j = 0; id && j < i; j++) {
            const char *earlier = raw_id(node_item(lists, j));
            if (earlier && strcmp(id, earlier) == 0)
                node_mistake(node_get(list, "id"), NULL,
                             _("the list \"%s\" stands here twice, first in line %ld"), id,
                             node_line(node_item(lists, j)));
        }
        struct node options = node_get(list, "options"), rows = node_get(list, "rows");
        if (!options.at && !rows.at)
            node_mistake(list, NULL, _("the list has neither \"options\" nor \"rows\""));
        struct question unused = {0};
        if (options.at)
            read_options(options, false, &unused);
        if (rows.at)
            read_rows(rows, &unused);
    }
}

/* The list under `key`, or the shared one that `key_from` names; absent without both. */
static struct node own_or_shared(struct node node, struct node lists, const char *key,
                                 const char *key_from)
{
    struct node own = node_get(node, key), from = node_get(node, key_from);
    if (own.at && from.at)
        node_mistake(from, NULL, _("\"%s\" and \"%s\" exclude each other"), key, key_from);
    return !own.at && from.at ? find_list(lists, from, key) : own;
}

/* ---- Questions ---- */

static void read_options_of(struct node node, struct node lists, struct question *question)
{
    struct node options = own_or_shared(node, lists, "options", "options_from");
    bool wanted = question->type == QUESTION_SINGLE || question->type == QUESTION_MULTIPLE;
    if (options.at && !wanted)
        node_mistake(options, NULL, _("a %s question has no options"), types[question->type]);
    else if (options.at)
        read_options(options, false, question);
    else if (wanted && !node_get(node, "options_from").at)
        node_mistake(node, NULL, _("the key \"options\" is missing"));
    for (size_t i = 0; i < question->option_count; i++)
        if (question->options[i].exclusive && question->type == QUESTION_SINGLE)
            node_mistake(node_get(node_item(options, i), "exclusive"),
                         _("leave it out: only one option can be chosen anyway"),
                         _("an exclusive option in a single question"));
}

static void refuse_number_keys(struct node node, const struct question *question)
{
    static const char *const keys[] = {"unit", "min", "max", "decimals"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        struct node value = node_get(node, keys[i]);
        if (value.at)
            node_mistake(value, NULL, _("\"%s\" belongs to number questions, this is a %s one"),
                         keys[i], types[question->type]);
    }
}

static void read_number_keys(struct node node, struct question *question)
{
    question->unit = node_optional_text(node, "unit", "");
    int64_t decimals;
    if (node_whole(node_get(node, "decimals"), 0, NUMBER_DECIMALS, &decimals))
        question->decimals = (int)decimals;
    static const char *const keys[] = {"min", "max"};
    int64_t *const limits[] = {&question->min, &question->max};
    for (size_t i = 0; i < 2; i++) {
        int64_t value;
        struct node limit = node_get(node, keys[i]);
        if (!node_decimal(limit, &value))
            continue;
        *limits[i] = value;
        if (number_decimals(value) > question->decimals)
            node_mistake(limit, NULL, _("\"%s\" has more decimals than the answers (%d)"), keys[i],
                         question->decimals);
    }
    if (question->min > question->max)
        node_mistake(node_get(node, "min"), NULL, _("\"min\" is greater than \"max\""));
}

static const char *read_question_id(struct node node)
{
    const char *id = node_require_id(node, "id", false);
    if (!id)
        return "";
    /* "unit" is the first column of every CSV of responses. */
    if (expression_is_reserved(id) || strcmp(id, "unit") == 0)
        node_mistake(node_get(node, "id"), NULL, _("\"%s\" is a reserved word"), id);
    return id;
}

/* What a question is before its keys are read, and stays where they are mistaken. */
static struct question blank_question(enum question_type type)
{
    return (struct question){
        .id = "",
        .number = "",
        .text = "",
        .source = "",
        .unit = "",
        .min = INT64_MIN,
        .max = INT64_MAX,
        .decimals = NUMBER_DECIMALS,
        .type = type,
    };
}

void question_read(struct node node, struct node lists, struct question *question)
{
    static const char *const keys[] = {
        "id",        "number", "text",         "source",   "type", "options", "rows",  "base",
        "rows_from", "unit",   "options_from", "decimals", "min",  "max",     "break", NULL};
    *question = blank_question(QUESTION_TEXT);
    if (!node_check_keys(node, keys))
        return;
    question->id = read_question_id(node);
    question->number = node_optional_text(node, "number", "");
    const char *text = node_require_text(node, "text");
    question->text = text ? text : "";
    question->source = read_source(node, "");
    int type = node_choice(node_require(node, "type"), types);
    if (type >= 0) {
        question->type = (enum question_type)type;
        read_options_of(node, lists, question);
        if (question->type == QUESTION_NUMBER)
            read_number_keys(node, question);
        else
            refuse_number_keys(node, question);
    }
    struct node rows = own_or_shared(node, lists, "rows", "rows_from");
    if (rows.at)
        read_rows(rows, question);
    question->base_text = node_optional_text(node, "base", NULL);
    question->break_reason = node_optional_text(node, "break", NULL);
}

void derived_read(struct draft *draft, struct question *question)
{
    static const char *const keys[] = {"id", "label", "options", "source", "break", NULL};
    struct node node = draft->node;
    *question = blank_question(QUESTION_SINGLE);
    question->derived = true;
    if (!node_check_keys(node, keys))
        return;
    question->id = read_question_id(node);
    const char *label = node_require_text(node, "label");
    question->text = label ? label : "";
    question->source = read_source(node, "");
    question->break_reason = node_optional_text(node, "break", NULL);
    draft->derived_options = read_options(node_require(node, "options"), true, question);
}
