/*
 * DDI Codebook 2.5 (ddialliance.org, namespace ddi:codebook:2_5): study, files and variables with
 * question, universe, values and frequencies. The order of elements is that of the schema. The data
 * it describes are the CSV files, so values are those of CSV.
 */
#include "report/export.h"

#include "common/round.h"
#include "common/str.h"
#include "report/export_text.h"
#include "report/words.h"

#include <inttypes.h>
#include <string.h>

/* Written to the stream whenever the buffer holds this much. */
enum { FLUSH_SIZE = 64 * 1024 };

struct ddi {
    FILE *stream;
    struct str out;
    bool failed;
    struct arena arena; /* of one variable */
};

static void flush(struct ddi *ddi, size_t least)
{
    if (ddi->out.length <= least)
        return;
    if (fwrite(ddi->out.at, 1, ddi->out.length, ddi->stream) != ddi->out.length)
        ddi->failed = true;
    str_reset(&ddi->out);
}

/* Text and attribute values; control characters that XML 1.0 cannot hold become a blank. */
static void append_escaped(struct str *out, const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '&')
            str_append(out, "&amp;");
        else if (c == '<')
            str_append(out, "&lt;");
        else if (c == '>')
            str_append(out, "&gt;");
        else if (c == '"')
            str_append(out, "&quot;");
        else if (c < ' ' && c != '\n' && c != '\t')
            str_append_char(out, ' ');
        else
            str_append_char(out, *text);
    }
}

/* <name>text</name>; `name` may carry attributes. Nothing for an empty text. */
static void element(struct ddi *ddi, const char *name, const char *text)
{
    if (*text == '\0')
        return;
    str_appendf(&ddi->out, "<%s>", name);
    append_escaped(&ddi->out, text);
    str_appendf(&ddi->out, "</%.*s>\n", (int)strcspn(name, " "), name);
}

static void number_element(struct ddi *ddi, const char *name, int64_t value)
{
    char buffer[DECIMAL_SIZE];
    element(ddi, name, decimal_text(buffer, value, 0));
}

/* ---- Study ---- */

static const char synthetic_note[] = "合成データを含む。変数 synthetic が 1 "
                                     "の行は、公表値に合わせて作った行で、実際の回答ではない。";

static const char *study_title(struct ddi *ddi, const struct export_form *plan)
{
    return arena_printf(&ddi->arena, "%s%s", plan->synthetic ? "【合成データ】" : "",
                        plan->codebook->title);
}

static void append_document(struct ddi *ddi, const struct export_form *plan)
{
    str_append(&ddi->out, "<docDscr><citation><titlStmt>\n");
    element(ddi, "titl", arena_printf(&ddi->arena, "%s 調査データの説明", study_title(ddi, plan)));
    str_append(&ddi->out, "</titlStmt><prodStmt>\n");
    element(ddi, "software", "renkei");
    str_append(&ddi->out, "</prodStmt></citation></docDscr>\n");
}

/* "2022-02-16/2022-03-08" as two dates; as one otherwise. */
static void append_fielded(struct ddi *ddi, const char *fielded)
{
    const char *slash = strchr(fielded, '/');
    if (slash == NULL) {
        element(ddi, "collDate", fielded);
        return;
    }
    const char *dates[] = {arena_copy(&ddi->arena, fielded, (size_t)(slash - fielded)), slash + 1};
    for (size_t i = 0; i < 2; i++) {
        struct str escaped = {0};
        append_escaped(&escaped, dates[i]);
        str_appendf(&ddi->out, "<collDate event=\"%s\" date=\"%s\">%s</collDate>\n",
                    i == 0 ? "start" : "end", str_text(&escaped), str_text(&escaped));
        str_release(&escaped);
    }
}

static void append_study(struct ddi *ddi, const struct export_form *const *plans, size_t count)
{
    const struct codebook *codebook = plans[0]->codebook;
    str_append(&ddi->out, "<stdyDscr><citation><titlStmt>\n");
    element(ddi, "titl", study_title(ddi, plans[0]));
    element(ddi, "IDNo agency=\"renkei\"", codebook->survey);
    str_append(&ddi->out, "</titlStmt></citation><stdyInfo><sumDscr>\n");
    element(ddi, "timePrd", codebook_year_label(&ddi->arena, codebook->year));
    append_fielded(ddi, codebook->fielded);
    element(ddi, "nation abbr=\"JP\"", "日本");
    for (size_t i = 0; i < count; i++)
        element(ddi, "universe",
                arena_printf(
                    &ddi->arena, "%s: %s", plans[i]->form->title,
                    plans[i]->form->frame_id != NULL
                        ? arena_printf(&ddi->arena, "名簿 %s の全団体", plans[i]->form->frame_id)
                        : "回答のあった者"));
    str_append(&ddi->out, "</sumDscr>\n");
    if (plans[0]->synthetic)
        element(ddi, "notes", synthetic_note);
    element(ddi, "notes", codebook->notes);
    str_append(&ddi->out, "</stdyInfo></stdyDscr>\n");
}

/* ---- Files and variables ---- */

static void append_file(struct ddi *ddi, const struct export_form *plan, size_t number)
{
    str_appendf(&ddi->out, "<fileDscr ID=\"F%zu\" URI=\"", number + 1);
    append_escaped(&ddi->out, plan->file);
    str_append(&ddi->out, ".csv\"><fileTxt>\n");
    element(ddi, "fileName", arena_printf(&ddi->arena, "%s.csv", plan->file));
    element(ddi, "fileCont", plan->form->title);
    str_append(&ddi->out, "<dimensns>\n");
    number_element(ddi, "caseQnty", plan->row_count);
    number_element(ddi, "varQnty", (int64_t)plan->variable_count);
    str_append(&ddi->out, "</dimensns>\n");
    element(ddi, "fileType charset=\"UTF-8\"", "CSV (RFC 4180)");
    str_append(&ddi->out, "</fileTxt>\n");
    if (plan->synthetic)
        element(ddi, "notes", synthetic_note);
    str_append(&ddi->out, "</fileDscr>\n");
}

static void append_category(struct ddi *ddi, const char *value, const char *label, bool missing,
                            int64_t frequency)
{
    str_append(&ddi->out, missing ? "<catgry missing=\"Y\">" : "<catgry>");
    element(ddi, "catValu", value);
    element(ddi, "labl", label);
    number_element(ddi, "catStat type=\"freq\"", frequency);
    str_append(&ddi->out, "</catgry>\n");
}

/* The state of a number stands behind it: it has counted why numbers are missing. */
static void append_categories(struct ddi *ddi, const struct export_form *plan,
                              const struct export_tally *tally, size_t v)
{
    const struct export_variable *variable = &plan->variables[v];
    struct export_value values[EXPORT_VALUES];
    char buffer[DECIMAL_SIZE];
    bool number = variable->kind == EXPORT_NUMBER;
    size_t count = export_values(number ? &plan->variables[v + 1] : variable, values);
    for (size_t i = 0; i < count; i++)
        if (!number || values[i].missing)
            append_category(ddi, export_code_text(buffer, values[i].code), values[i].label,
                            values[i].missing, tally->codes[number ? v + 1 : v][values[i].code]);
}

static void append_statistics(struct ddi *ddi, const struct export_form *plan,
                              const struct export_tally *tally, size_t v)
{
    enum export_kind kind = plan->variables[v].kind;
    char buffer[DECIMAL_SIZE];
    int64_t valid = tally->valid[v];
    if (export_has_code(&plan->variables[v])) {
        valid = plan->row_count;
        for (size_t i = 0; i < EXPORT_MISSING_KINDS; i++)
            valid -= tally->codes[v][export_missing[i].code];
    }
    number_element(ddi, "sumStat type=\"vald\"", valid);
    number_element(ddi, "sumStat type=\"invd\"", plan->row_count - valid);
    if ((kind != EXPORT_NUMBER && kind != EXPORT_FRAME_NUMBER) || valid == 0)
        return;
    element(ddi, "sumStat type=\"min\"", export_number_text(buffer, tally->least[v]));
    element(ddi, "sumStat type=\"max\"", export_number_text(buffer, tally->most[v]));
}

static void append_question_text(struct ddi *ddi, const struct export_variable *variable)
{
    if (variable->item == NULL || variable->item->question->derived)
        return;
    str_append(&ddi->out, "<qstn>");
    element(ddi, "qstnLit", variable->item->question->text);
    str_append(&ddi->out, "</qstn>\n");
}

/* 1: vision in (1, 2, 3) — in the words of the codebook, a line per option. */
static void append_derivation(struct ddi *ddi, const struct export_variable *variable)
{
    if (variable->item == NULL || !variable->item->question->derived)
        return;
    const struct question *question = variable->item->question;
    const char *lines = "";
    for (size_t i = 0; i < question->option_count; i++)
        lines = arena_printf(&ddi->arena, "%s%s%d: %s", lines, i > 0 ? "\n" : "",
                             question->options[i].code, question->options[i].when_text);
    str_append(&ddi->out, "<derivation>");
    element(ddi, "drvcmd syntax=\"renkei\"", lines);
    str_append(&ddi->out, "</derivation>\n");
}

/* The column as it stands in the data; `name` is that of the other formats. */
static void append_variable(struct ddi *ddi, const struct export_form *plan,
                            const struct export_tally *tally, size_t file, size_t v)
{
    const struct export_variable *variable = &plan->variables[v];
    bool number = variable->kind == EXPORT_NUMBER || variable->kind == EXPORT_FRAME_NUMBER;
    str_appendf(&ddi->out, "<var ID=\"F%zuV%zu\" name=\"", file + 1, v + 1);
    append_escaped(&ddi->out, variable->column);
    str_appendf(&ddi->out, "\" files=\"F%zu\" intrvl=\"%s\">\n", file + 1,
                number ? "contin" : "discrete");
    element(ddi, "labl", arena_printf(&ddi->arena, "%s%s", variable->head, variable->tail));
    append_question_text(ddi, variable);
    if (variable->item != NULL)
        element(ddi, "universe", words_base(&ddi->arena, plan->form, variable->item->question));
    append_statistics(ddi, plan, tally, v);
    append_categories(ddi, plan, tally, v);
    append_derivation(ddi, variable);
    str_appendf(&ddi->out, "<varFormat type=\"%s\" schema=\"other\"/>\n",
                export_is_text(variable) ? "character" : "numeric");
    element(ddi, "notes", arena_printf(&ddi->arena, "sav・dta での変数名: %s", variable->name));
    str_append(&ddi->out, "</var>\n");
    arena_reset(&ddi->arena);
    flush(ddi, FLUSH_SIZE);
}

bool export_ddi_write(FILE *stream, const struct export_form *const *plans,
                      const struct export_tally *tallies, size_t count)
{
    struct ddi ddi = {.stream = stream};
    str_append(&ddi.out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                         "<codeBook xmlns=\"ddi:codebook:2_5\" version=\"2.5\" xml:lang=\"ja\">\n");
    append_document(&ddi, plans[0]);
    append_study(&ddi, plans, count);
    for (size_t p = 0; p < count; p++)
        append_file(&ddi, plans[p], p);
    str_append(&ddi.out, "<dataDscr>\n");
    for (size_t p = 0; p < count; p++)
        for (size_t v = 0; v < plans[p]->variable_count; v++)
            append_variable(&ddi, plans[p], &tallies[p], p, v);
    str_append(&ddi.out, "</dataDscr>\n</codeBook>\n");
    flush(&ddi, 0);
    str_release(&ddi.out);
    arena_release(&ddi.arena);
    return !ddi.failed;
}
