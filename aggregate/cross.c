#include "aggregate/cross.h"

#include "common/csv.h"
#include "common/measure.h"
#include "common/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A whole question, or one item of a grid, before the colon. */
static bool find_asked(const struct form *form, const char *name, struct cross_wish *wish)
{
    const struct question *question = form_question(form, name);
    const struct item *item = form_item(form, name);
    if (question == NULL && item == NULL)
        return false;
    wish->form = form;
    wish->first_item = question != NULL ? question->first_item : (size_t)(item - form->items);
    wish->item_count = question != NULL ? question->item_count : 1;
    return true;
}

struct cross_wish cross_parse(const struct config *config, const char *text)
{
    const char *hint = _("as in --cross scene_effort.daily:vision, the answers of which by which");
    const char *colon = strchr(text, ':');
    if (colon == NULL || colon == text || colon[1] == '\0')
        die_usage(hint, _("\"%s\" does not name two questions"), text);
    struct cross_wish wish = {0};
    char *asked = strndup(text, (size_t)(colon - text));
    if (asked == NULL)
        abort();
    const struct codebook *codebook = &config->codebook;
    for (size_t i = 0; i < codebook->form_count && wish.by == NULL; i++)
        if (find_asked(&codebook->forms[i], asked, &wish))
            wish.by = form_item(&codebook->forms[i], colon + 1);
    if (wish.form == NULL)
        die_usage(hint, _("no form has the question \"%s\""), asked);
    enum question_type type = wish.form->items[wish.first_item].question->type;
    if (type != QUESTION_SINGLE && type != QUESTION_MULTIPLE)
        die_usage(hint, _("\"%s\" has no options to count"), asked);
    if (wish.by == NULL || wish.by->question->type != QUESTION_SINGLE)
        die_usage(_("name a question with one answer, of a grid its row: question.row"),
                  _("there is no single-answer item \"%s\" in form \"%s\""), colon + 1,
                  wish.form->id);
    free(asked);
    return wish;
}

static int code_at(const PGresult *result, int row, int column)
{
    return (int)strtol(PQgetvalue(result, row, column), NULL, 10);
}

static void append_row(struct str *out, const struct cross_wish *wish, const PGresult *result,
                       int row)
{
    const struct item *item = &wish->form->items[code_at(result, row, 0)];
    char text[DECIMAL_SIZE];
    csv_append(out, item->question->id);
    csv_append(out, item->row != NULL ? item->row->id : "");
    csv_append(out, code_text(text, code_at(result, row, 1)));
    csv_append(out, wish->by->id);
    csv_append(out, code_text(text, code_at(result, row, 2)));
    for (int column = 3; column <= 5; column++)
        csv_append(out, PQgetvalue(result, row, column));
    int64_t tenths = measure_percent((struct share){strtoll(PQgetvalue(result, row, 3), NULL, 10),
                                                    strtoll(PQgetvalue(result, row, 4), NULL, 10)});
    csv_append(out, tenths == MEASURE_NONE ? "" : decimal_text(text, tenths, 1));
    csv_end_record(out);
}

void cross_print(struct db *db, const struct config *config, const struct cross_wish *wish)
{
    static const char *const names[] = {"question", "row",  "option", "by",     "class",
                                        "count",    "base", "valid",  "percent"};
    char first[24], count[24], by[24];
    snprintf(first, sizeof first, "%zu", wish->first_item);
    snprintf(count, sizeof count, "%zu", wish->item_count);
    snprintf(by, sizeof by, "%zu", (size_t)(wish->by - wish->form->items));
    const char *values[] = {config->codebook.survey, wish->form->id, first, count, by};
    PGresult *result = db_run(db, "aggregate/cross", 5, values);
    struct str out = {0};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        csv_append(&out, names[i]);
    csv_end_record(&out);
    for (int row = 0; row < PQntuples(result); row++)
        append_row(&out, wish, result, row);
    PQclear(result);
    bool written = fwrite(out.at, 1, out.length, stdout) == out.length && fflush(stdout) == 0;
    str_release(&out);
    if (!written)
        die(NULL, NULL, _("could not write the result"));
}
