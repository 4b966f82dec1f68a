/*
 * Reading figures from a text. A question, then its rows, then its answers; what was named becomes
 * parts: rows with one share each, or answers of one row.
 */
#include "common/parts_read.h"

#include "common/message.h"
#include "common/number.h"

#include <string.h>

bool parts_mistake(struct parts_reader *reader, const char *hint, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    const char *text = arena_vprintf(reader->node.file->arena, format, values);
    va_end(values);
    node_mistake_at(reader->node, reader->position, hint, text);
    return false;
}

static void skip_blanks(struct parts_reader *reader)
{
    reader->position += strspn(reader->text + reader->position, " \n");
}

bool parts_accept(struct parts_reader *reader, const char *sign)
{
    skip_blanks(reader);
    size_t length = strlen(sign);
    if (strncmp(reader->text + reader->position, sign, length) != 0)
        return false;
    reader->position += length;
    return true;
}

/* ---- Words ---- */

static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
static const char word_letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
static const char code_letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/* The word of these letters at the position; NULL if there is none. */
static const char *take_word(struct parts_reader *reader, const char *known)
{
    skip_blanks(reader);
    const char *start = reader->text + reader->position;
    size_t length = strspn(start, known);
    reader->position += length;
    return length ? arena_copy(reader->node.file->arena, start, length) : NULL;
}

const char *parts_peek_name(const struct parts_reader *reader)
{
    struct parts_reader ahead = *reader;
    skip_blanks(&ahead);
    if (!ahead.text[ahead.position] || !strchr(letters, ahead.text[ahead.position]))
        return NULL;
    return take_word(&ahead, word_letters);
}

/* A word of the language, which no longer word begins with. */
static bool accept_word(struct parts_reader *reader, const char *word)
{
    const char *name = parts_peek_name(reader);
    return name && strcmp(name, word) == 0 && parts_accept(reader, word);
}

/* ---- What was named ---- */

enum how { HOW_BARE, HOW_EACH, HOW_TOGETHER };

struct named {
    const struct question *question;
    size_t *rows; /* positions; one, 0, without rows */
    size_t row_count;
    size_t *answers;
    size_t answer_count;
    enum how how;
};

static bool read_row(struct parts_reader *reader, struct named *named)
{
    const struct question *question = named->question;
    skip_blanks(reader);
    struct parts_reader start = *reader;
    const char *id = take_word(reader, word_letters);
    for (size_t i = 0; id && i < question->row_count; i++) {
        if (strcmp(question->rows[i].id, id) != 0)
            continue;
        for (size_t j = 0; j < named->row_count; j++)
            if (named->rows[j] == i)
                return parts_mistake(&start, NULL, _("the row \"%s\" stands here twice"), id);
        named->rows[named->row_count++] = i;
        return true;
    }
    return parts_mistake(&start, NULL, _("\"%s\" has no row \"%s\""), question->id, id ? id : "");
}

static bool read_answer(struct parts_reader *reader, struct named *named)
{
    const struct question *question = named->question;
    skip_blanks(reader);
    struct parts_reader start = *reader;
    const char *word = take_word(reader, code_letters);
    int64_t code;
    size_t answer = SIZE_MAX;
    if (word && strcmp(word, "NA") == 0)
        answer = question->option_count;
    else if (word && strcmp(word, "INVALID") == 0)
        answer = question->option_count + 1;
    for (size_t i = 0; word && number_parse_whole(word, &code) && i < question->option_count; i++)
        if (question->options[i].code == code)
            answer = i;
    if (answer == SIZE_MAX)
        return parts_mistake(&start, _("write a code, NA or INVALID"), _("\"%s\" has no option %s"),
                             question->id, word ? word : "\"\"");
    for (size_t j = 0; j < named->answer_count; j++)
        if (named->answers[j] == answer)
            return parts_mistake(&start, NULL, _("the option %s stands here twice"), word);
    named->answers[named->answer_count++] = answer;
    return true;
}

typedef bool read_one_function(struct parts_reader *reader, struct named *named);

/* One, or several in parentheses. */
static bool read_list(struct parts_reader *reader, struct named *named, read_one_function *read_one)
{
    if (!parts_accept(reader, "("))
        return read_one(reader, named);
    do {
        if (!read_one(reader, named))
            return false;
    } while (parts_accept(reader, ","));
    if (parts_accept(reader, ")"))
        return true;
    return parts_mistake(reader, NULL, _("\")\" or \",\" is expected here"));
}

static bool read_question(struct parts_reader *reader, struct named *named)
{
    skip_blanks(reader);
    const char *id = parts_peek_name(reader);
    if (!id)
        return parts_mistake(reader, _("write a question's id, such as council = 1"),
                             _("a figure is expected here"));
    named->question = form_question(reader->form, id);
    if (!named->question)
        return parts_mistake(reader, NULL, _("there is no question \"%s\" in form \"%s\""), id,
                             reader->form->id);
    if (named->question->type != QUESTION_SINGLE && named->question->type != QUESTION_MULTIPLE)
        return parts_mistake(reader, NULL, _("\"%s\" has no options to count"), id);
    return parts_accept(reader, id);
}

static bool read_rows(struct parts_reader *reader, struct named *named)
{
    const struct question *question = named->question;
    if (question->row_count && parts_accept(reader, "."))
        return read_list(reader, named, read_row);
    named->row_count = question->item_count;
    for (size_t i = 0; i < named->row_count; i++)
        named->rows[i] = i;
    return true;
}

static bool read_answers(struct parts_reader *reader, struct named *named)
{
    const struct question *question = named->question;
    bool multiple = question->type == QUESTION_MULTIPLE;
    skip_blanks(reader);
    struct parts_reader start = *reader;
    bool equals = parts_accept(reader, "="), in = !equals && accept_word(reader, "in");
    bool has = !equals && !in && accept_word(reader, "has");
    if (multiple && (equals || in))
        return parts_mistake(&start, _("write \"has\", of several options one figure each"),
                             _("\"%s\" may have several answers"), question->id);
    if (!multiple && has)
        return parts_mistake(&start, _("write = or in"), _("\"%s\" has one answer"), question->id);
    named->how = in ? HOW_TOGETHER : equals || has ? HOW_EACH : HOW_BARE;
    if (named->how != HOW_BARE)
        return read_list(reader, named, read_answer);
    for (size_t i = 0; i < question->option_count && named->row_count == 1; i++)
        if (!multiple || !question->options[i].exclusive)
            named->answers[named->answer_count++] = i;
    return true;
}

/* ---- Parts ---- */

static void name_part(const struct named *named, struct arena *arena, struct part *part, size_t row)
{
    const struct question *question = named->question;
    if (named->row_count > 1 || !part->answer_count) {
        part->key = question->row_count ? question->rows[row].id : "";
        part->name = question->row_count ? question->rows[row].label : "";
        return;
    }
    size_t answer = part->answers[0];
    int code = answer < question->option_count    ? question->options[answer].code
               : answer == question->option_count ? CODE_NA
                                                  : CODE_INVALID;
    part->key = code_text(arena_alloc(arena, CODE_TEXT_SIZE), code);
    part->name = code_label(question, code);
}

static void fill_parts(const struct named *named, struct arena *arena, struct parts *parts)
{
    bool each = named->how != HOW_TOGETHER && named->answer_count > 0;
    size_t shares = each ? named->answer_count : 1;
    struct part *at = arena_array(arena, named->row_count * shares, sizeof *at);
    parts->at = at;
    for (size_t r = 0; r < named->row_count; r++)
        for (size_t s = 0; s < shares; s++) {
            struct part *part = &at[parts->count++];
            part->item = named->question->first_item + named->rows[r];
            part->answers = named->answers + s;
            part->answer_count = each ? 1 : named->answer_count;
            name_part(named, arena, part, named->rows[r]);
        }
}

bool parts_read(struct parts_reader *reader, struct parts *parts)
{
    struct arena *arena = reader->node.file->arena;
    struct named named = {0};
    *parts = (struct parts){0};
    if (!read_question(reader, &named))
        return false;
    const struct question *question = named.question;
    size_t start = reader->position - strlen(question->id);
    named.rows = arena_array(arena, question->item_count, sizeof *named.rows);
    named.answers = arena_array(arena, question->option_count + 2, sizeof *named.answers);
    if (!read_rows(reader, &named) || !read_answers(reader, &named))
        return false;
    if (named.how == HOW_EACH && named.row_count > 1 && named.answer_count > 1)
        return parts_mistake(reader, _("name one row, or one option"),
                             _("several rows and several options are no one list of figures"));
    parts->bare = named.how == HOW_BARE;
    parts->text = arena_copy(arena, reader->text + start, reader->position - start);
    fill_parts(&named, arena, parts);
    return true;
}
