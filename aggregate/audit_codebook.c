/* What a line of a published table means in the codebook: by ids as in published.csv, by labels,
 * or by the number that tables.yaml gives a figure. */
#include "aggregate/audit_table.h"

#include "common/message.h"
#include "common/number.h"

#include <string.h>

static bool means(const struct audit_line *line, const char *typed, const char *name)
{
    return strcmp(typed, name) == 0 ||
           strcmp(audit_folded(line->arena, typed), audit_folded(line->arena, name)) == 0;
}

static const struct form *find_form(const struct audit_line *line, const struct codebook *codebook)
{
    for (size_t i = 0; i < codebook->form_count; i++)
        if (means(line, line->fields[AUDIT_FORM], codebook->forms[i].id) ||
            means(line, line->fields[AUDIT_FORM], codebook->forms[i].title))
            return &codebook->forms[i];
    audit_mistake(line, AUDIT_FORM, NULL, _("there is no such form"));
    return NULL;
}

static const struct question *find_in_form(const struct audit_line *line, const struct form *form)
{
    for (size_t i = 0; i < form->question_count; i++)
        if (means(line, line->fields[AUDIT_QUESTION], form->questions[i].id) ||
            (*form->questions[i].number &&
             means(line, line->fields[AUDIT_QUESTION], form->questions[i].number)))
            return &form->questions[i];
    return NULL;
}

static bool find_by_figure(const struct audit_line *line, const struct config *config,
                           struct audit_names *names)
{
    for (size_t i = 0; i < config->figure_count; i++)
        if (means(line, line->fields[AUDIT_FIGURE], config->figures[i].number)) {
            names->form = config->figures[i].form;
            names->question = config->figures[i].question;
            return true;
        }
    audit_mistake(line, AUDIT_QUESTION, _("name it by its id in the codebook"),
                  _("the line names no question, and tables.yaml no figure of this number"));
    return false;
}

/* Without a form the question must be known from its name alone. */
static bool find_question(const struct audit_line *line, const struct config *config,
                          struct audit_names *names)
{
    const struct codebook *codebook = &config->codebook;
    if (!*line->fields[AUDIT_QUESTION])
        return find_by_figure(line, config, names);
    bool named = *line->fields[AUDIT_FORM] != '\0';
    const struct form *only = named ? find_form(line, codebook) : NULL;
    if (named && !only)
        return false;
    size_t found = 0;
    for (size_t i = 0; i < codebook->form_count; i++) {
        const struct form *form = &codebook->forms[i];
        const struct question *question = only && only != form ? NULL : find_in_form(line, form);
        if (!question)
            continue;
        found++;
        names->form = form;
        names->question = question;
    }
    if (found > 1)
        audit_mistake(line, AUDIT_QUESTION, _("say in a column \"form\" which one is meant"),
                      _("several forms have this question"));
    else if (!found)
        audit_mistake(line, AUDIT_QUESTION, NULL, _("there is no such question"));
    return found == 1;
}

static bool find_row(const struct audit_line *line, struct audit_names *names)
{
    const char *typed = line->fields[AUDIT_ROW];
    const struct question *question = names->question;
    if (!*typed && !question->row_count)
        return true;
    for (size_t i = 0; i < question->row_count; i++)
        if (means(line, typed, question->rows[i].id) ||
            means(line, typed, question->rows[i].label)) {
            names->row = &question->rows[i];
            return true;
        }
    audit_mistake(line, AUDIT_ROW, NULL,
                  *typed ? _("the question has no such row")
                         : _("the question has rows: name one"));
    return false;
}

static int code_of(const struct audit_line *line, const struct question *question)
{
    const char *typed = line->fields[AUDIT_OPTION];
    int64_t code;
    if (number_parse_whole(audit_folded(line->arena, typed), &code))
        return code >= 1 && code <= CODE_LARGEST_OPTION && question_option(question, (int)code)
                   ? (int)code
                   : -1;
    for (size_t i = 0; i < question->option_count; i++)
        if (means(line, typed, question->options[i].label))
            return question->options[i].code;
    if (means(line, typed, "INVALID") || means(line, typed, "不明"))
        return CODE_INVALID;
    return audit_is_blank(line->arena, typed) ? CODE_NA : -1;
}

bool audit_find(const struct audit_line *line, const struct config *config,
                struct audit_names *names)
{
    *names = (struct audit_names){0};
    if (!find_question(line, config, names))
        return false;
    const struct question *question = names->question;
    if (question->type != QUESTION_SINGLE && question->type != QUESTION_MULTIPLE) {
        audit_mistake(line, AUDIT_QUESTION, NULL, _("numbers and texts have no options to count"));
        return false;
    }
    bool has_row = find_row(line, names);
    names->code = code_of(line, question);
    if (names->code < 0)
        audit_mistake(line, AUDIT_OPTION, _("write a code of the question, NA or INVALID"),
                      _("the question has no such option"));
    return has_row && names->code >= 0;
}
