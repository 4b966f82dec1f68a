#include "common/expression_words.h"

#include "common/message.h"

#include <stdarg.h>
#include <string.h>

struct term *parser_fail(struct parser *parser, size_t offset, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (!parser->error->text) {
        parser->error->offset = offset;
        parser->error->text = arena_vprintf(parser->arena, format, arguments);
    }
    va_end(arguments);
    return NULL;
}

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Names hold points (question.row); so do numbers, and letters behind digits are the number's. */
static size_t word_length(const char *at, enum word_kind *kind)
{
    size_t length = 0;
    *kind = WORD_NAME;
    if (is_digit(at[0]) || (at[0] == '-' && is_digit(at[1]))) {
        *kind = WORD_NUMBER;
        length = 1;
    }
    while (is_name_byte(at[length]) || (length && at[length] == '.'))
        length++;
    if (length)
        return length;
    *kind = WORD_SIGN;
    if ((at[0] == '!' || at[0] == '<' || at[0] == '>') && at[1] == '=')
        return 2;
    if (strchr("=<>(),*", at[0]))
        return 1;
    *kind = WORD_BAD;
    return 1;
}

static void next_string(struct parser *parser, size_t start)
{
    const char *end = strchr(parser->text + start + 1, '\'');
    if (!end) {
        parser_fail(parser, start, _("the quote is not closed"));
        parser->word.kind = WORD_BAD;
        return;
    }
    const char *text = parser->text + start + 1;
    parser->word = (struct word){
        .kind = WORD_STRING,
        .offset = start,
        .text = arena_copy(parser->arena, text, (size_t)(end - text)),
    };
    parser->position = (size_t)(end + 1 - parser->text);
}

void parser_next(struct parser *parser)
{
    size_t start = parser->position + strspn(parser->text + parser->position, " \t\n");
    const char *at = parser->text + start;
    parser->word = (struct word){.kind = WORD_END, .offset = start, .text = ""};
    if (!*at)
        return;
    if (*at == '\'') {
        next_string(parser, start);
        return;
    }
    size_t length = word_length(at, &parser->word.kind);
    parser->word.text = arena_copy(parser->arena, at, length);
    parser->position = start + length;
    if (parser->word.kind == WORD_BAD)
        parser_fail(parser, start, _("this character has no meaning here"));
}

bool parser_at(const struct parser *parser, enum word_kind kind, const char *text)
{
    return parser->word.kind == kind && strcmp(parser->word.text, text) == 0;
}

bool parser_accept(struct parser *parser, enum word_kind kind, const char *text)
{
    if (!parser_at(parser, kind, text))
        return false;
    parser_next(parser);
    return true;
}

bool parser_expect(struct parser *parser, const char *sign)
{
    if (parser_accept(parser, WORD_SIGN, sign))
        return true;
    if (parser->word.kind == WORD_END)
        parser_fail(parser, parser->word.offset, _("\"%s\" is missing at the end"), sign);
    else
        parser_fail(parser, parser->word.offset, _("\"%s\" is expected before \"%s\""), sign,
                    parser->word.text);
    return false;
}
