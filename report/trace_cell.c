/* Every part of a name is looked up in the one before it, so that a mistake can be answered with
 * what there is. Nothing is guessed: a name means one cell or none. */
#include "report/trace.h"

#include "common/csv.h"
#include "common/message.h"
#include "common/nearest.h"
#include "common/number.h"
#include "common/str.h"

#include <stdlib.h>
#include <string.h>

/* Names that a hint lists at most. */
enum { NAMES_SHOWN = 16 };

/* The parts of a name; NULL: left out. */
struct parts {
    const char *form, *question, *row, *option, *banner, *class;
};

/* ---- Mistakes ---- */

/* What there is in place of what was typed. */
struct offer {
    struct arena *arena;
    const char *typed;
    const char **names;
    size_t count;
};

static struct offer offer_new(struct arena *arena, const char *typed, size_t most)
{
    return (struct offer){arena, typed, arena_array(arena, most + 1, sizeof(char *)), 0};
}

static void offer_add(struct offer *offer, const char *name)
{
    offer->names[offer->count++] = name;
}

/* did you mean "vision"? there are: … */
static const char *offer_hint(const struct offer *offer)
{
    const char *nearest =
        offer->typed == NULL ? NULL : nearest_name(offer->typed, offer->names, offer->count);
    struct str hint = {0};
    if (offer->count == 0)
        return NULL;
    if (nearest != NULL) {
        str_appendf(&hint, _("did you mean \"%s\"?"), nearest);
        str_append_char(&hint, ' ');
    }
    str_append(&hint, _("there are: "));
    for (size_t i = 0; i < offer->count && i < NAMES_SHOWN; i++)
        str_appendf(&hint, "%s%s", i > 0 ? ", " : "", offer->names[i]);
    if (offer->count > NAMES_SHOWN)
        str_appendf(&hint, _(", … (%zu in all)"), offer->count);
    const char *text = arena_strdup(offer->arena, str_text(&hint));
    str_release(&hint);
    return text;
}

/* ---- The parts ---- */

_Noreturn static void fail_name(const char *text)
{
    die_usage(_("write form/question.row=option@banner:class, such as vision=5@prefecture:11, or "
                "paste a line of cells.csv in quotes"),
              _("\"%s\" names no cell"), text);
}

/* Cuts `text` at the first `mark`; what stands behind it, NULL if it is not there. */
static char *cut(char *text, char mark)
{
    char *at = strchr(text, mark);
    if (at == NULL)
        return NULL;
    *at = '\0';
    return at + 1;
}

static struct parts split_name(struct arena *arena, const char *text)
{
    struct parts parts = {0};
    char *rest = arena_strdup(arena, text);
    char *banner = cut(rest, '@');
    if (banner != NULL) {
        parts.class = cut(banner, ':');
        parts.banner = banner;
    }
    parts.option = cut(rest, '=');
    char *item = cut(rest, '/');
    parts.form = item == NULL ? NULL : rest;
    item = item == NULL ? rest : item;
    parts.row = cut(item, '.');
    parts.question = item;
    if (*item == '\0')
        fail_name(text);
    return parts;
}

/* Is the question one whose lines are those of numbers.csv, without an option? */
static bool asks_number(const struct config *config, const char *form, const char *question)
{
    const struct form *found = codebook_form(&config->codebook, form);
    const struct question *asked = found == NULL ? NULL : form_question(found, question);
    return asked != NULL && asked->type == QUESTION_NUMBER;
}

static const char *or_null(const char *text)
{
    return *text == '\0' ? NULL : text;
}

/* survey,form,question,row,option,option_label,banner,class,…; in numbers.csv without the option.
 * Up to the option or the row, and so without a breakdown, it means the total. */
static struct parts split_line(struct arena *arena, const struct config *config, const char *text)
{
    enum { SURVEY, FORM, QUESTION, ROW, OPTION, NUMBER_BANNER = 4, CELL_BANNER = 6 };
    if (strncmp(text, CSV_BOM, strlen(CSV_BOM)) == 0)
        text += strlen(CSV_BOM);
    struct csv_reader reader = {.bytes = text, .length = strlen(text), .last = true};
    struct csv_record record;
    if (csv_next(&reader, &record) != CSV_RECORD || record.count <= ROW)
        fail_name(text);
    const char **fields = arena_array(arena, record.count, sizeof *fields);
    for (size_t i = 0; i < record.count; i++)
        fields[i] = arena_strdup(arena, record.fields[i]);
    size_t count = record.count;
    csv_release(&reader);
    if (strcmp(fields[SURVEY], config->codebook.survey) != 0)
        die_usage(_("name its survey with -s"),
                  _("the line is of the survey \"%s\", not of \"%s\""), fields[SURVEY],
                  config->codebook.survey);
    bool number = asks_number(config, fields[FORM], fields[QUESTION]);
    size_t banner = number ? NUMBER_BANNER : CELL_BANNER;
    bool total = count <= banner && count <= OPTION + 2;
    if (!total && count <= banner + 1)
        fail_name(text);
    return (struct parts){.form = fields[FORM],
                          .question = fields[QUESTION],
                          .row = or_null(fields[ROW]),
                          .option = number || count <= OPTION ? NULL : fields[OPTION],
                          .banner = total ? NULL : fields[banner],
                          .class = total ? NULL : fields[banner + 1]};
}

/* ---- The question ---- */

static const struct form *named_form(struct arena *arena, const struct codebook *codebook,
                                     const char *id)
{
    const struct form *form = codebook_form(codebook, id);
    struct offer offer = offer_new(arena, id, codebook->form_count);
    for (size_t i = 0; i < codebook->form_count; i++)
        offer_add(&offer, codebook->forms[i].id);
    if (form == NULL)
        die_usage(offer_hint(&offer), _("the survey \"%s\" has no form \"%s\""), codebook->survey,
                  id);
    return form;
}

static void offer_questions(struct offer *offer, const struct form *form)
{
    for (size_t i = 0; i < form->question_count; i++)
        offer_add(offer, form->questions[i].id);
}

_Noreturn static void fail_question(struct arena *arena, const struct codebook *codebook,
                                    const struct parts *parts)
{
    size_t most = 0;
    for (size_t i = 0; i < codebook->form_count; i++)
        most += codebook->forms[i].question_count;
    struct offer offer = offer_new(arena, parts->question, most);
    for (size_t i = 0; i < codebook->form_count; i++)
        if (parts->form == NULL || strcmp(parts->form, codebook->forms[i].id) == 0)
            offer_questions(&offer, &codebook->forms[i]);
    if (parts->form != NULL)
        die_usage(offer_hint(&offer), _("the form \"%s\" has no question \"%s\""), parts->form,
                  parts->question);
    die_usage(offer_hint(&offer), _("the survey \"%s\" has no question \"%s\""), codebook->survey,
              parts->question);
}

/* The only form that asks the question, or the one that was named. */
static const struct form *find_form(struct arena *arena, const struct codebook *codebook,
                                    const struct parts *parts)
{
    struct offer offer = offer_new(arena, NULL, codebook->form_count);
    const struct form *found = NULL;
    if (parts->form != NULL)
        found = named_form(arena, codebook, parts->form);
    for (size_t i = 0; i < codebook->form_count && parts->form == NULL; i++) {
        if (form_question(&codebook->forms[i], parts->question) == NULL)
            continue;
        found = &codebook->forms[i];
        offer_add(&offer, arena_printf(arena, "%s/%s", found->id, parts->question));
    }
    if (offer.count > 1)
        die_usage(offer_hint(&offer), _("several forms ask the question \"%s\""), parts->question);
    if (found == NULL || form_question(found, parts->question) == NULL)
        fail_question(arena, codebook, parts);
    return found;
}

static const struct item *find_item(struct arena *arena, const struct form *form,
                                    const struct parts *parts)
{
    const struct question *question = form_question(form, parts->question);
    struct offer offer = offer_new(arena, parts->row, question->row_count);
    if (question->type == QUESTION_TEXT)
        die_usage(NULL, _("\"%s\" is answered with a text: it has no counts"), question->id);
    if (question->row_count == 0 && parts->row == NULL)
        return &form->items[question->first_item];
    if (question->row_count == 0)
        die_usage(_("leave the row out"), _("the question \"%s\" has no rows"), question->id);
    for (size_t i = 0; i < question->row_count; i++) {
        offer_add(&offer, question->rows[i].id);
        if (parts->row != NULL && strcmp(question->rows[i].id, parts->row) == 0)
            return &form->items[question->first_item + i];
    }
    if (parts->row == NULL)
        die_usage(offer_hint(&offer), _("the question \"%s\" has rows: name one"), question->id);
    die_usage(offer_hint(&offer), _("the question \"%s\" has no row \"%s\""), question->id,
              parts->row);
}

/* ---- The answer ---- */

static bool find_option(struct trace_cell *cell, const char *typed)
{
    const struct question *question = cell->item->question;
    int64_t code;
    if (!number_parse_whole(typed, &code))
        return false;
    cell->answer = TRACE_OPTION;
    while (cell->option < question->option_count && question->options[cell->option].code != code)
        cell->option++;
    return cell->option < question->option_count;
}

static bool find_subtotal(struct trace_cell *cell, const char *typed)
{
    for (size_t i = 0; i < cell->config->subtotal_count; i++) {
        const struct subtotal *subtotal = &cell->config->subtotals[i];
        if (subtotal->question != cell->item->question || strcmp(subtotal->id, typed) != 0)
            continue;
        cell->answer = TRACE_SUBTOTAL;
        cell->subtotal = subtotal;
        return true;
    }
    return false;
}

static bool find_special(struct trace_cell *cell, const char *typed)
{
    static const struct {
        const char *name;
        enum trace_answer answer;
    } specials[] = {{"NA", TRACE_NA}, {"INVALID", TRACE_INVALID}, {"*", TRACE_ALL}};
    for (size_t i = 0; i < sizeof specials / sizeof *specials; i++) {
        if (strcmp(specials[i].name, typed) != 0)
            continue;
        cell->answer = specials[i].answer;
        return true;
    }
    return false;
}

_Noreturn static void fail_answer(struct arena *arena, const struct trace_cell *cell,
                                  const char *typed)
{
    const struct question *question = cell->item->question;
    char buffer[CODE_TEXT_SIZE];
    struct offer offer =
        offer_new(arena, NULL, question->option_count + cell->config->subtotal_count + 3);
    for (size_t i = 0; i < question->option_count; i++)
        offer_add(&offer,
                  arena_printf(arena, "%s (%s)", code_text(buffer, question->options[i].code),
                               question->options[i].label));
    for (size_t i = 0; i < cell->config->subtotal_count; i++)
        if (cell->config->subtotals[i].question == question)
            offer_add(&offer, cell->config->subtotals[i].id);
    offer_add(&offer, "NA");
    offer_add(&offer, "INVALID");
    offer_add(&offer, "*");
    if (typed == NULL)
        die_usage(offer_hint(&offer), _("say which answer to \"%s\": %s=…"), cell->item->id,
                  cell->item->id);
    die_usage(offer_hint(&offer), _("the question \"%s\" has no option \"%s\""), question->id,
              typed);
}

static void find_answer(struct trace_cell *cell, struct arena *arena, const char *typed)
{
    cell->answer = TRACE_NUMBER;
    if (cell->item->question->type == QUESTION_NUMBER && typed == NULL)
        return;
    if (cell->item->question->type == QUESTION_NUMBER)
        die_usage(_("leave out what stands behind the equals sign"),
                  _("\"%s\" is answered with a number: it has no options"), cell->item->id);
    if (typed == NULL ||
        (!find_special(cell, typed) && !find_option(cell, typed) && !find_subtotal(cell, typed)))
        fail_answer(arena, cell, typed);
}

/* ---- The class ---- */

_Noreturn static void fail_banner(struct arena *arena, const struct trace_cell *cell,
                                  const char *typed)
{
    struct offer offer = offer_new(arena, typed, cell->banners->count);
    for (size_t i = 0; i < cell->banners->count; i++)
        offer_add(&offer, cell->banners->banners[i].id);
    if (typed == NULL)
        die_usage(offer_hint(&offer),
                  _("the form \"%s\" has no total: name a breakdown and a class"), cell->form->id);
    die_usage(offer_hint(&offer), _("the form \"%s\" has no breakdown \"%s\""), cell->form->id,
              typed);
}

_Noreturn static void fail_class(struct arena *arena, const struct banner *banner,
                                 const char *typed)
{
    struct offer offer = offer_new(arena, NULL, banner->class_count);
    for (size_t i = 0; i < banner->class_count; i++) {
        const struct class *class = &banner->classes[i];
        offer_add(&offer, strcmp(class->key, class->label) == 0
                              ? class->key
                              : arena_printf(arena, "%s (%s)", class->key, class->label));
    }
    if (typed == NULL)
        die_usage(offer_hint(&offer), _("name a class of the breakdown \"%s\""), banner->id);
    die_usage(offer_hint(&offer), _("the breakdown \"%s\" has no class \"%s\""), banner->id, typed);
}

static void find_class(struct trace_cell *cell, struct arena *arena, const struct parts *parts)
{
    const struct banner *banner = NULL;
    for (size_t i = 0; i < cell->banners->count && banner == NULL; i++) {
        const struct banner *tried = &cell->banners->banners[i];
        if (parts->banner == NULL ? tried->kind == BANNER_TOTAL
                                  : strcmp(tried->id, parts->banner) == 0)
            banner = tried;
    }
    if (banner == NULL)
        fail_banner(arena, cell, parts->banner);
    cell->banner = (size_t)(banner - cell->banners->banners);
    if (parts->class == NULL && banner->kind == BANNER_TOTAL)
        return;
    while (cell->class < banner->class_count &&
           (parts->class == NULL || strcmp(banner->classes[cell->class].key, parts->class) != 0))
        cell->class ++;
    if (cell->class == banner->class_count)
        fail_class(arena, banner, parts->class);
}

/* As in `renkei status`: prefectures, or the first breakdown by a column that is no number. */
static const struct banner *find_area(const struct banner_set *banners)
{
    const struct banner *banner = banner_find(banners, "prefecture");
    for (size_t i = 0; i < banners->count && banner == NULL; i++)
        if (banners->banners[i].kind == BANNER_FRAME && !banners->banners[i].bands)
            banner = &banners->banners[i];
    return banner;
}

struct trace_cell trace_cell_read(struct arena *arena, const struct config *config,
                                  const char *text)
{
    struct parts parts = *text == '"' || strchr(text, ',') != NULL ? split_line(arena, config, text)
                                                                   : split_name(arena, text);
    struct trace_cell cell = {.config = config};
    cell.form = find_form(arena, &config->codebook, &parts);
    cell.banners = &config->codebook.banners[cell.form - config->codebook.forms];
    cell.item = find_item(arena, cell.form, &parts);
    cell.area = find_area(cell.banners);
    find_answer(&cell, arena, parts.option);
    find_class(&cell, arena, &parts);
    return cell;
}

/* ---- Columns ---- */

/* Of a multiple question, the columns of the ticks, which the texts stand between, are as many as
 * its options. */
struct trace_columns trace_cell_columns(const struct trace_cell *cell)
{
    const struct column *columns = &cell->form->columns[cell->item->first_column];
    struct trace_columns all = {columns, cell->item->column_count};
    if (cell->answer != TRACE_OPTION && cell->item->question->type == QUESTION_MULTIPLE)
        return all;
    for (size_t i = 0; i < all.count; i++) {
        bool tick = columns[i].kind == COLUMN_TICK && cell->answer == TRACE_OPTION &&
                    columns[i].option_index == cell->option;
        if (columns[i].kind == COLUMN_ANSWER || tick)
            return (struct trace_columns){&columns[i], 1};
    }
    return (struct trace_columns){columns, 0};
}
