/*
 * The tables beside the microdata: codebook.csv (符号表) says which values each variable may have
 * in every format and what they mean; questions.csv what was asked of whom.
 */
#include "report/export.h"

#include "common/round.h"
#include "report/csv_writer.h"
#include "report/export_text.h"
#include "report/words.h"

#include <inttypes.h>

/* 単一回答, …; of a variable that is no answer what it is. */
static const char *export_kind_words(const struct export_variable *variable)
{
    static const char *const words[] = {
        [EXPORT_UNIT] = "回答者",      [EXPORT_SYNTHETIC] = "データの種別",
        [EXPORT_FRAME_TEXT] = "名簿",  [EXPORT_FRAME_NUMBER] = "名簿（数値）",
        [EXPORT_STATE] = "回答の有無", [EXPORT_OPTION_TEXT] = "選択肢の記述",
    };
    if (variable->kind == EXPORT_CODE || variable->kind == EXPORT_TICK ||
        variable->kind == EXPORT_NUMBER || variable->kind == EXPORT_TEXT)
        return words_type(variable->item->question);
    return words[variable->kind];
}

/* A value as the formats write it; `sav` and `dta` are "" where the value is in no list. */
struct coded {
    const char *csv, *sav, *dta, *label;
    bool missing;
};

struct codebook_csv {
    struct csv_writer writer;
    struct arena arena;
    const struct export_form *plan;
    const struct export_variable *variable;
};

static void append_record(struct codebook_csv *table, const struct coded *value)
{
    struct str *out = &table->writer.buffer;
    const struct export_variable *variable = table->variable;
    const struct item *item = variable->item;
    char buffer[DECIMAL_SIZE];
    csv_append(out, table->plan->codebook->survey);
    csv_append(out, table->plan->form->id);
    csv_append(out, table->plan->file);
    csv_append_number(out, variable - table->plan->variables + 1);
    csv_append(out, variable->column);
    csv_append(out, variable->name);
    csv_append(out, arena_printf(&table->arena, "%s%s", variable->head, variable->tail));
    csv_append(out, export_kind_words(variable));
    csv_append(out, item != NULL ? item->question->id : "");
    csv_append(out, item != NULL && item->row != NULL ? item->row->id : "");
    csv_append(out,
               variable->option != NULL ? decimal_text(buffer, variable->option->code, 0) : "");
    csv_append(out, variable->kind == EXPORT_NUMBER ? words_unit(item) : "");
    csv_append(out, value->csv);
    csv_append(out, value->sav);
    csv_append(out, value->dta);
    csv_append(out, value->label);
    csv_append(out, value->missing ? "1" : "0");
    csv_writer_end_record(&table->writer);
}

static void append_coded(struct codebook_csv *table)
{
    struct export_value values[EXPORT_VALUES];
    size_t count = export_values(table->variable, values);
    for (size_t i = 0; i < count; i++) {
        const struct export_missing *missing =
            values[i].missing ? export_missing_of(values[i].code) : NULL;
        const char *number = arena_printf(&table->arena, "%d", values[i].code);
        append_record(
            table,
            &(struct coded){
                .csv = missing != NULL ? missing->word : number,
                .sav = number,
                .dta = missing != NULL ? arena_printf(&table->arena, ".%c", missing->tag) : number,
                .label = values[i].label,
                .missing = values[i].missing,
            });
    }
}

/* Any number, or a kind of empty: in sav all of them are system-missing, since any code may be a
 * true number. */
static void append_numeric(struct codebook_csv *table)
{
    append_record(table, &(struct coded){"", "", "", "数値", false});
    for (size_t i = 0; i < EXPORT_MISSING_KINDS; i++)
        append_record(table,
                      &(struct coded){export_missing[i].word, "SYSMIS",
                                      arena_printf(&table->arena, ".%c", export_missing[i].tag),
                                      export_missing[i].label, true});
}

static void append_variable(struct codebook_csv *table)
{
    if (export_has_code(table->variable))
        append_coded(table);
    else if (table->variable->kind == EXPORT_NUMBER)
        append_numeric(table);
    else if (table->variable->kind == EXPORT_FRAME_NUMBER)
        append_record(table, &(struct coded){"", "", "", "数値", false});
    else
        append_record(table, &(struct coded){"", "", "", "文字列", false});
    arena_reset(&table->arena);
}

bool export_codebook_write(FILE *stream, const struct export_form *const *plans, size_t count)
{
    static const char *const names[] = {"survey",      "form",    "file", "position", "column",
                                        "name",        "label",   "type", "question", "row",
                                        "option",      "unit",    "csv",  "sav",      "dta",
                                        "value_label", "missing", NULL};
    struct codebook_csv table = {.writer = {.stream = stream}};
    if (!csv_write_header(stream, names))
        return false;
    for (size_t p = 0; p < count; p++) {
        table.plan = plans[p];
        for (size_t v = 0; v < plans[p]->variable_count; v++) {
            table.variable = &plans[p]->variables[v];
            append_variable(&table);
        }
    }
    arena_release(&table.arena);
    return csv_writer_finish(&table.writer);
}

/* ---- Questions ---- */

static void append_bound(struct str *out, int64_t bound)
{
    char buffer[DECIMAL_SIZE];
    bool none = bound == INT64_MIN || bound == INT64_MAX;
    csv_append(out, none ? "" : export_number_text(buffer, bound));
}

static void append_question(struct csv_writer *writer, struct arena *arena,
                            const struct export_form *plan, const struct item *item)
{
    struct str *out = &writer->buffer;
    const struct question *question = item->question;
    bool number = question->type == QUESTION_NUMBER;
    csv_append(out, plan->codebook->survey);
    csv_append(out, codebook_year_label(arena, plan->codebook->year));
    csv_append(out, plan->form->id);
    csv_append(out, plan->form->title);
    csv_append(out, question->id);
    csv_append(out, question->number);
    csv_append(out, question->text);
    csv_append(out, item->row != NULL ? item->row->id : "");
    csv_append(out, item->row != NULL ? item->row->label : "");
    csv_append(out, words_type(question));
    csv_append(out, question->base_text != NULL ? question->base_text : "");
    csv_append(out, words_base(arena, plan->form, question));
    csv_append(out, number ? words_unit(item) : "");
    append_bound(out, number ? question->min : INT64_MIN);
    append_bound(out, number ? question->max : INT64_MAX);
    csv_append_number(out, (int64_t)question->option_count);
    csv_append(out, item->row != NULL && item->row->source != NULL ? item->row->source
                                                                   : question->source);
    csv_append(out, plan->synthetic ? "1" : "0");
    csv_writer_end_record(writer);
}

bool export_questions_write(FILE *stream, const struct export_form *const *plans, size_t count)
{
    static const char *const names[] = {
        "survey", "year",      "form",   "form_title", "question",  "number", "text",
        "row",    "row_label", "type",   "base",       "base_text", "unit",   "min",
        "max",    "options",   "source", "synthetic",  NULL};
    struct csv_writer writer = {.stream = stream};
    struct arena arena = {0};
    if (!csv_write_header(stream, names))
        return false;
    for (size_t p = 0; p < count; p++)
        for (size_t i = 0; i < plans[p]->form->item_count; i++) {
            append_question(&writer, &arena, plans[p], &plans[p]->form->items[i]);
            arena_reset(&arena);
        }
    arena_release(&arena);
    return csv_writer_finish(&writer);
}
