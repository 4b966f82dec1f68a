/*
 * The codebook and the questions as tables. A field that does not apply to an item is empty;
 * whatever is true or false says so in words, since 1 and 0 would be numbers without a unit.
 */
#include "report/twins.h"

#include "common/round.h"
#include "report/csv_writer.h"
#include "report/export_text.h"
#include "report/words.h"

#include <string.h>

static void append_flag(struct str *out, bool value)
{
    csv_append(out, value ? "true" : "false");
}

static void append_place(struct str *out, const struct config *config, const struct form *form,
                         const struct item *item)
{
    csv_append(out, config->codebook.survey);
    csv_append(out, form->id);
    csv_append(out, item->question->id);
    csv_append(out, item->row == NULL ? "" : item->row->id);
}

/* As written, on one line: outside of quotes blanks and line breaks are there for the eye only. */
static void append_expression(struct str *out, const char *text)
{
    struct str line = {0};
    char quote = '\0';
    for (const char *c = text == NULL ? "" : text; *c != '\0'; c++) {
        bool blank = quote == '\0' && strchr(" \t\r\n", *c) != NULL;
        if (quote != '\0' ? *c == quote : (*c == '\'' || *c == '"'))
            quote = quote != '\0' ? '\0' : *c;
        if (!blank)
            str_append_char(&line, *c);
        else if (line.length > 0 && c[1 + strspn(c + 1, " \t\r\n")] != '\0' &&
                 strchr(" \t\r\n", c[-1]) == NULL)
            str_append_char(&line, ' ');
    }
    csv_append(out, str_text(&line));
    str_release(&line);
}

/* ---- The codebook ---- */

static const char *kind_meaning(const struct question *question, int code)
{
    if (code == CODE_INVALID)
        return "回答はあるが集計に使えない。集計対象に含む。";
    if (code == CODE_NOT_ASKED)
        return "前の設問の回答により尋ねていない。集計対象に含まない。";
    if (question->derived)
        return "条件がどれも成り立たない。集計対象に含む。";
    return question->type == QUESTION_MULTIPLE ? "尋ねたが一つも選んでいない。集計対象に含む。"
                                               : "尋ねたが回答がない。集計対象に含む。";
}

static const char *option_meaning(const struct question *question)
{
    if (question->derived)
        return "派生変数の区分。条件（when）が成り立つ最初の区分とする。";
    return question->type == QUESTION_MULTIPLE ? "選択肢。いくつでも選べる。"
                                               : "選択肢。一つだけ選ぶ。";
}

static void append_option(struct csv_writer *writer, const struct question *question,
                          const struct option *option)
{
    struct str *out = &writer->buffer;
    csv_append_number(out, option->code);
    csv_append(out, option->label);
    append_flag(out, option->exclusive);
    append_flag(out, option->text);
    csv_append(out, option->source != NULL ? option->source : question->source);
    append_expression(out, option->when_text);
    csv_append(out, option->exclusive ? "選択肢。他の選択肢と同時には選べない。"
                                      : option_meaning(question));
    csv_writer_end_record(writer);
}

static void append_kind(struct csv_writer *writer, const struct question *question,
                        const struct export_missing *kind)
{
    struct str *out = &writer->buffer;
    csv_append(out, kind->word);
    csv_append(out, kind->label);
    append_flag(out, false);
    append_flag(out, false);
    csv_append(out, "");
    csv_append(out, "");
    csv_append(out, kind_meaning(question, kind->code));
    csv_writer_end_record(writer);
}

bool twins_codebook_write(FILE *stream, const struct config *config)
{
    static const char *const names[] = {"survey", "form",         "question",  "row",
                                        "option", "option_label", "exclusive", "free_text",
                                        "source", "when",         "meaning",   NULL};
    struct csv_writer writer = {.stream = stream};
    if (!csv_write_header(stream, names))
        return false;
    for (size_t f = 0; f < config->codebook.form_count; f++) {
        const struct form *form = &config->codebook.forms[f];
        for (size_t i = 0; i < form->item_count; i++) {
            const struct question *question = form->items[i].question;
            for (size_t o = 0; o < question->option_count; o++) {
                append_place(&writer.buffer, config, form, &form->items[i]);
                append_option(&writer, question, &question->options[o]);
            }
            for (size_t k = 0; k < EXPORT_MISSING_KINDS; k++) {
                append_place(&writer.buffer, config, form, &form->items[i]);
                append_kind(&writer, question, &export_missing[k]);
            }
        }
    }
    return csv_writer_finish(&writer);
}

/* ---- The questions ---- */

/* As in codebook.yaml. */
static const char *const type_ids[] = {
    [QUESTION_SINGLE] = "single",
    [QUESTION_MULTIPLE] = "multiple",
    [QUESTION_NUMBER] = "number",
    [QUESTION_TEXT] = "text",
};

static void append_limit(struct str *out, int64_t limit)
{
    char buffer[DECIMAL_SIZE];
    bool none = limit == INT64_MIN || limit == INT64_MAX;
    csv_append(out, none ? "" : export_number_text(buffer, limit));
}

static void append_measure(struct str *out, const struct item *item)
{
    const struct question *question = item->question;
    if (question->type != QUESTION_NUMBER) {
        for (size_t i = 0; i < 4; i++) /* unit, decimals, min, max */
            csv_append(out, "");
        return;
    }
    csv_append(out, words_unit(item));
    csv_append_number(out, question->decimals);
    append_limit(out, question->min);
    append_limit(out, question->max);
}

static void append_item_record(struct csv_writer *writer, const struct config *config,
                               const struct form *form, const struct item *item)
{
    struct str *out = &writer->buffer;
    struct arena arena = {0};
    const struct question *question = item->question;
    const struct row *row = item->row;
    append_place(out, config, form, item);
    csv_append(out, question->number);
    csv_append(out, question->text);
    csv_append(out, row == NULL ? "" : row->label);
    csv_append(out, type_ids[question->type]);
    csv_append(out, words_type(question));
    append_flag(out, question->derived);
    append_measure(out, item);
    append_expression(out, question->base_text);
    csv_append(out, words_base(&arena, form, question));
    csv_append(out, row != NULL && row->source != NULL ? row->source : question->source);
    csv_append(out, question->break_reason == NULL ? "" : question->break_reason);
    csv_writer_end_record(writer);
    arena_release(&arena);
}

bool twins_questions_write(FILE *stream, const struct config *config)
{
    static const char *const names[] = {
        "survey", "form",       "question", "row",   "question_no", "text", "row_label",
        "type",   "type_label", "derived",  "unit",  "decimals",    "min",  "max",
        "base",   "base_text",  "source",   "break", NULL};
    struct csv_writer writer = {.stream = stream};
    if (!csv_write_header(stream, names))
        return false;
    for (size_t f = 0; f < config->codebook.form_count; f++) {
        const struct form *form = &config->codebook.forms[f];
        for (size_t i = 0; i < form->item_count; i++)
            append_item_record(&writer, config, form, &form->items[i]);
    }
    return csv_writer_finish(&writer);
}

/* ---- All of them ---- */

static void finish(struct output_file *file, bool written)
{
    if (!written)
        output_fail(file);
    output_finish(file);
}

void twins_write(struct outputs *outputs, const struct config *config, const struct loaded *loaded)
{
    struct output_file *file = output_open(outputs, "tables/codebook.csv");
    finish(file, twins_codebook_write(file->stream, config));
    file = output_open(outputs, "tables/questions.csv");
    finish(file, twins_questions_write(file->stream, config));
    file = output_open(outputs, "tables/banners.csv");
    finish(file, twins_banners_write(file->stream, config));
    if (config->figure_count > 0) {
        file = output_open(outputs, "tables/figures.csv");
        finish(file, twins_figures_write(file->stream, config));
    }
    file = output_open(outputs, "tables/metadata.csv");
    finish(file, twins_metadata_write(file->stream, config, loaded));
}
