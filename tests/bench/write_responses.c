/*
 * Responses for the benchmark of loading: write_responses CONFIGS SURVEY ROWS writes a CSV in CP932
 * with CRLF, as Excel in Japan saves one: a header, then a row per unit with serial numbers. The
 * answers are drawn, with the same seed every time, from what the survey's first form offers; what
 * stands in a base is asked of those it names. One row in a hundred has an answer in full-width
 * digits, one in a thousand an option that does not exist.
 */
#include "common/config.h"
#include "common/expression.h"
#include "common/str.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SHARE_TICKED = 35,      /* of the options of a multiple question */
    SHARE_EXCLUSIVE = 5,    /* of the multiple questions */
    SHARE_TEXT = 12,        /* of the text questions */
    NUMBER_DRAWN_MOST = 60, /* meetings, participants */
    ODD_BLANK = 500,        /* one answer in so many is left out … */
    ODD_BLANK_NUMBER = 40,  /* … and of the numbers, as in a real survey */
    ODD_WIDE = 100,         /* one row in so many */
    ODD_UNKNOWN = 1000,
    OUTPUT_BUFFER = 1 << 20,
};

/* Quoted where the format asks for it; 髙, ① and ～ exist in CP932 but not in Shift JIS. */
static const char *const phrases[] = {
    "多職種の研修を年2回行っている",
    "髙齢化率が高く、訪問診療の担い手が不足している",
    "\"①協議の場,②相談窓口\"",
    "市医師会～地域包括支援センターの連携",
    "\"近隣の町村と\r\n広域で実施\"",
    "人材の確保が課題です。近隣の市町村と共同で調査を行い、次の計画に反映する予定です",
    "委託先と協議中",
    "ﾃﾚﾋﾞ会議を利用",
};
enum { PHRASES = sizeof phrases / sizeof *phrases };

struct writer {
    const struct form *form;
    uint64_t seed;
    uint8_t *codes; /* of the single answers: what a base looks at */
    int64_t *numbers;
    struct str line;
    char phrases[PHRASES][256];
    char wide_one[8];
};

_Noreturn static void fail(const char *what)
{
    fprintf(stderr, "write_responses: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* splitmix64 (Steele, Lea and Flood, 2014) */
static uint64_t draw(struct writer *writer, uint64_t below)
{
    uint64_t z = writer->seed += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (z ^ (z >> 31)) % below;
}

static bool happens(struct writer *writer, uint64_t percent)
{
    return draw(writer, 100) < percent;
}

static void to_cp932(char *to, size_t room, const char *text)
{
    iconv_t converter = iconv_open("CP932", "UTF-8");
    char *from = strdup(text);
    if (converter == (iconv_t)-1 || !from)
        fail("iconv_open");
    size_t left = strlen(text);
    room--;
    char *rest = from;
    if (iconv(converter, &rest, &left, &to, &room) == (size_t)-1)
        fail(text);
    *to = '\0';
    free(from);
    iconv_close(converter);
}

static bool is_asked(const struct writer *writer, const struct question *question)
{
    const struct answers answers = {.codes = writer->codes, .numbers = writer->numbers};
    return !question->base || expression_true(question->base, &answers);
}

static void write_single(struct writer *writer, const struct item *item)
{
    const struct question *question = item->question;
    const struct option *option = &question->options[draw(writer, question->option_count)];
    writer->codes[item->slot] = (uint8_t)option->code;
    if (draw(writer, ODD_UNKNOWN * writer->form->item_count) == 0)
        str_append(&writer->line, "9");
    else if (option->code == 1 && draw(writer, ODD_WIDE * writer->form->item_count / 5) == 0)
        str_append(&writer->line, writer->wide_one);
    else
        str_appendf(&writer->line, "%d", option->code);
}

/* The columns of a multiple question: the commas between them too. */
static void write_multiple(struct writer *writer, const struct item *item)
{
    bool none = happens(writer, SHARE_EXCLUSIVE);
    bool ticked = false;
    for (size_t i = 0; i < item->column_count; i++) {
        const struct column *column = &writer->form->columns[item->first_column + i];
        if (i)
            str_append_char(&writer->line, ',');
        if (column->kind == COLUMN_OPTION_TEXT) {
            if (ticked)
                str_append(&writer->line, writer->phrases[draw(writer, PHRASES)]);
            continue;
        }
        bool other = column->option->text && !happens(writer, SHARE_TEXT);
        ticked =
            column->option->exclusive ? none : !none && !other && happens(writer, SHARE_TICKED);
        str_append_char(&writer->line, ticked ? '1' : '0');
    }
}

static void write_item(struct writer *writer, const struct item *item)
{
    const struct question *question = item->question;
    writer->codes[item->slot] = CODE_NA;
    uint64_t odd = question->type == QUESTION_NUMBER ? ODD_BLANK_NUMBER : ODD_BLANK;
    bool answered = is_asked(writer, question) && draw(writer, odd) > 0;
    if (!answered)
        for (size_t i = 1; i < item->column_count; i++)
            str_append_char(&writer->line, ',');
    else if (question->type == QUESTION_SINGLE)
        write_single(writer, item);
    else if (question->type == QUESTION_MULTIPLE)
        write_multiple(writer, item);
    else if (question->type == QUESTION_NUMBER)
        str_appendf(&writer->line, "%d", (int)draw(writer, NUMBER_DRAWN_MOST));
    else if (happens(writer, SHARE_TEXT))
        str_append(&writer->line, writer->phrases[draw(writer, PHRASES)]);
}

static void write_line(struct writer *writer)
{
    str_append(&writer->line, "\r\n");
    if (fwrite(writer->line.at, 1, writer->line.length, stdout) != writer->line.length)
        fail("write");
    str_reset(&writer->line);
}

static void write_header(struct writer *writer)
{
    str_append(&writer->line, "unit");
    for (size_t i = 0; i < writer->form->column_count; i++)
        str_appendf(&writer->line, ",%s", writer->form->columns[i].name);
    write_line(writer);
}

static void write_row(struct writer *writer, long unit)
{
    str_appendf(&writer->line, "%ld", unit);
    for (size_t i = 0; i < writer->form->item_count; i++) {
        const struct item *item = &writer->form->items[i];
        if (!item->column_count)
            continue; /* derived */
        str_append_char(&writer->line, ',');
        write_item(writer, item);
    }
    write_line(writer);
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: write_responses CONFIGS SURVEY ROWS\n");
        return 2;
    }
    struct config config = {0};
    config_require(&config, argv[1], argv[2]);
    static char buffer[OUTPUT_BUFFER];
    if (setvbuf(stdout, buffer, _IOFBF, sizeof buffer) != 0)
        fail("setvbuf");
    const struct form *form = &config.codebook.forms[0];
    struct writer writer = {
        .form = form,
        .codes = calloc(form->slot_count, sizeof *writer.codes),
        .numbers = calloc(form->item_count, sizeof *writer.numbers),
    };
    if (!writer.codes || !writer.numbers)
        abort();
    for (size_t i = 0; i < PHRASES; i++)
        to_cp932(writer.phrases[i], sizeof writer.phrases[i], phrases[i]);
    to_cp932(writer.wide_one, sizeof writer.wide_one, "１");
    write_header(&writer);
    for (long unit = 1, rows = atol(argv[3]); unit <= rows; unit++)
        write_row(&writer, unit);
    if (fflush(stdout) != 0)
        fail("write");
    free(writer.codes);
    free(writer.numbers);
    str_release(&writer.line);
    config_release(&config);
    return 0;
}
