/*
 * The names of a survey as its tables tell them: forms (metadata.csv), questions and rows
 * (questions.csv), options (codebook.csv), banners and classes (banners.csv). Those of the former
 * wave have no such tables: there whatever is named first is entered.
 */
#include "common/told_build.h"

#include "common/message.h"

#include <string.h>

/* Far above any survey, and small enough that a hostile file costs little. */
enum {
    FORM_LIMIT = 64,
    OPTION_LIMIT = 512, /* 250 codes, the kinds of empty, subtotals */
    NAME_LIMIT = 200000 /* items, classes of a form */
};

static const char *const too_long = N_("a name is too long");

/* ---- Forms ---- */

static size_t form_position(const struct wave_build *wave, const char *id)
{
    size_t f = 0;
    while (f < wave->wave->form_count && strcmp(wave->forms[f].id, id) != 0)
        f++;
    return f < wave->wave->form_count ? f : TOLD_NONE;
}

static bool add_form(const struct told_record *record, const char *id, const char *title,
                     size_t *form)
{
    struct wave_build *wave = record->wave;
    struct arena *arena = record->reading->arena;
    *form = wave->wave->form_count;
    if (*form == FORM_LIMIT)
        return told_fail(record, _("there are more than %d forms"), FORM_LIMIT);
    wave->forms = told_grown(arena, wave->forms, *form, sizeof *wave->forms);
    wave->builds = told_grown(arena, wave->builds, *form, sizeof *wave->builds);
    wave->forms[*form] = (struct told_form){
        .id = arena_strdup(arena, id),
        .title = arena_strdup(arena, title),
        .total_line = TOLD_NONE,
        .units = MEASURE_NONE,
    };
    wave->builds[*form] = (struct form_build){0};
    wave->wave->form_count++;
    return true;
}

bool told_find_form(const struct told_record *record, size_t field, size_t *form)
{
    const char *id = record->fields[field];
    *form = form_position(record->wave, id);
    if (*form != TOLD_NONE)
        return true;
    if (record->wave->open)
        return add_form(record, id, "", form);
    return told_fail(record, _("metadata.csv names no form \"%s\""), id);
}

enum { META_KEY, META_VALUE };

/* form.ID.ENDING: the id in the arena; NULL if the key is another one. */
static char *form_of_key(const struct told_record *record, const char *ending)
{
    static const char opening[] = "form.";
    const char *key = record->fields[META_KEY];
    size_t length = strlen(key), around = sizeof opening - 1 + strlen(ending);
    if (length <= around || strncmp(key, opening, sizeof opening - 1) != 0 ||
        strcmp(key + length - strlen(ending), ending) != 0)
        return NULL;
    return arena_copy(record->reading->arena, key + sizeof opening - 1, length - around);
}

static bool read_title(const struct told_record *record, const char *id)
{
    size_t form;
    if (form_position(record->wave, id) != TOLD_NONE)
        return told_fail(record, _("the form \"%s\" stands here twice"), id);
    return add_form(record, id, record->fields[META_VALUE], &form);
}

/* Those of other forms than were named before are none. */
static bool read_form_count(const struct told_record *record, const char *id, bool units)
{
    int64_t count;
    size_t form = form_position(record->wave, id);
    if (form == TOLD_NONE || !told_count(record, META_VALUE, &count))
        return form == TOLD_NONE;
    if (units)
        record->wave->forms[form].units = count;
    else
        record->wave->forms[form].responses = count;
    return true;
}

static bool read_metadata(const struct told_record *record)
{
    const char *id;
    if (strcmp(record->fields[META_KEY], "survey") == 0)
        record->wave->wave->survey = told_keep(record, META_VALUE);
    if ((id = form_of_key(record, ".title")) != NULL)
        return read_title(record, id);
    if ((id = form_of_key(record, ".units")) != NULL)
        return read_form_count(record, id, true);
    if ((id = form_of_key(record, ".answered")) != NULL)
        return read_form_count(record, id, false);
    return true;
}

/* ---- Questions ---- */

enum {
    Q_SURVEY,
    Q_FORM,
    Q_QUESTION,
    Q_ROW,
    Q_NUMBER,
    Q_TEXT,
    Q_ROW_LABEL,
    Q_TYPE,
    Q_TYPE_LABEL,
    Q_DERIVED,
    Q_UNIT,
    Q_BASE_TEXT,
    Q_SOURCE
};
static const char *const question_names[] = {
    "survey", "form",       "question", "row",  "question_no", "text",   "row_label",
    "type",   "type_label", "derived",  "unit", "base_text",   "source", NULL};

static struct told_question *last_question(struct told_form *form, struct form_build *build)
{
    return form->question_count == 0 ? NULL : &build->questions[form->question_count - 1];
}

static void add_question(struct arena *arena, struct told_form *form, struct form_build *build,
                         const struct told_question *question)
{
    build->questions =
        told_grown(arena, build->questions, form->question_count, sizeof *build->questions);
    build->questions[form->question_count] = *question;
    build->questions[form->question_count++].first_item = form->item_count;
}

/* Enters a row of the question that was entered last. */
static bool add_item(const struct told_record *record, size_t form, const char *row,
                     const struct told_item *item)
{
    struct arena *arena = record->reading->arena;
    struct told_form *told = &record->wave->forms[form];
    struct form_build *build = &record->wave->builds[form];
    struct told_question *question = last_question(told, build);
    char key[TOLD_KEY_SIZE];
    if (!told_key(key, question->id, row))
        return told_fail(record, "%s", _(too_long));
    if (told->item_count >= NAME_LIMIT)
        return told_fail(record, _("there are more than %d names"), NAME_LIMIT);
    if (told_index_add(&build->rows, arena, key, told->item_count) != NAMES_NONE)
        return told_fail(record, _("the question \"%s\" stands here twice"), question->id);
    build->items = told_grown(arena, build->items, told->item_count, sizeof *build->items);
    build->item_builds =
        told_grown(arena, build->item_builds, told->item_count, sizeof *build->item_builds);
    build->items[told->item_count] = *item;
    build->items[told->item_count].row = arena_strdup(arena, row);
    build->item_builds[told->item_count++] = (struct item_build){0};
    question->item_count++;
    return true;
}

static enum question_type type_of(const char *id)
{
    static const char *const ids[] = {
        [QUESTION_SINGLE] = "single",
        [QUESTION_MULTIPLE] = "multiple",
        [QUESTION_NUMBER] = "number",
    };
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        if (strcmp(ids[i], id) == 0)
            return (enum question_type)i;
    return QUESTION_TEXT;
}

static bool read_question(const struct told_record *record)
{
    size_t form;
    if (!told_find_form(record, Q_FORM, &form))
        return false;
    struct told_form *told = &record->wave->forms[form];
    struct told_question *last = last_question(told, &record->wave->builds[form]);
    if (last == NULL || strcmp(last->id, record->fields[Q_QUESTION]) != 0)
        add_question(record->reading->arena, told, &record->wave->builds[form],
                     &(struct told_question){
                         .id = told_keep(record, Q_QUESTION),
                         .number = told_keep(record, Q_NUMBER),
                         .text = told_keep(record, Q_TEXT),
                         .type_label = told_keep(record, Q_TYPE_LABEL),
                         .base_text = told_keep(record, Q_BASE_TEXT),
                         .source = told_keep(record, Q_SOURCE),
                         .type = type_of(record->fields[Q_TYPE]),
                         .derived = strcmp(record->fields[Q_DERIVED], "true") == 0,
                     });
    return add_item(record, form, record->fields[Q_ROW],
                    &(struct told_item){.row_label = told_keep(record, Q_ROW_LABEL),
                                        .unit = told_keep(record, Q_UNIT)});
}

bool told_find_item(const struct told_record *record, size_t form, size_t field, size_t *item)
{
    char key[TOLD_KEY_SIZE];
    const char *question = record->fields[field], *row = record->fields[field + 1];
    struct told_form *told = &record->wave->forms[form];
    struct form_build *build = &record->wave->builds[form];
    if (!told_key(key, question, row))
        return told_fail(record, "%s", _(too_long));
    *item = names_find(&build->rows.names, key);
    if (*item != NAMES_NONE)
        return true;
    if (!record->wave->open)
        return told_fail(record, _("questions.csv names no question \"%s\" with the row \"%s\""),
                         question, row);
    struct told_question *last = last_question(told, build);
    if (last == NULL || strcmp(last->id, question) != 0)
        add_question(record->reading->arena, told, build,
                     &(struct told_question){
                         .id = arena_strdup(record->reading->arena, question),
                         .number = "",
                         .text = "",
                         .type_label = "",
                         .base_text = "",
                         .source = "",
                         .type = QUESTION_TEXT, /* not told */
                     });
    *item = told->item_count;
    return add_item(record, form, row, &(struct told_item){.row_label = "", .unit = ""});
}

/* ---- Options ---- */

static size_t option_position(const struct told_item *item, const struct item_build *build,
                              const char *code)
{
    size_t o = 0;
    while (o < item->option_count && strcmp(build->options[o].code, code) != 0)
        o++;
    return o < item->option_count ? o : TOLD_NONE;
}

static bool add_option(const struct told_record *record, struct told_item *item,
                       struct item_build *build, const struct told_option *option)
{
    if (item->option_count == OPTION_LIMIT)
        return told_fail(record, _("a question has more than %d options"), OPTION_LIMIT);
    build->options = told_grown(record->reading->arena, build->options, item->option_count,
                                sizeof *build->options);
    build->options[item->option_count++] = *option;
    return true;
}

enum { C_FORM, C_QUESTION, C_ROW, C_OPTION, C_LABEL, C_EXCLUSIVE, C_SOURCE };
static const char *const codebook_names[] = {"form",         "question",  "row",    "option",
                                             "option_label", "exclusive", "source", NULL};

/* 非該当 is no answer that is counted; numbers and texts have none. */
static bool read_option(const struct told_record *record)
{
    size_t form, item;
    if (!told_find_form(record, C_FORM, &form) || !told_find_item(record, form, C_QUESTION, &item))
        return false;
    struct form_build *build = &record->wave->builds[form];
    const struct told_question *questions = build->questions;
    size_t q = record->wave->forms[form].question_count - 1;
    while (questions[q].first_item > item)
        q--;
    if (strcmp(record->fields[C_OPTION], "NOT_ASKED") == 0 ||
        questions[q].type == QUESTION_NUMBER || questions[q].type == QUESTION_TEXT)
        return true;
    if (option_position(&build->items[item], &build->item_builds[item], record->fields[C_OPTION]) !=
        TOLD_NONE)
        return told_fail(record, _("the option \"%s\" stands here twice"),
                         record->fields[C_OPTION]);
    return add_option(record, &build->items[item], &build->item_builds[item],
                      &(struct told_option){
                          .code = told_keep(record, C_OPTION),
                          .label = told_keep(record, C_LABEL),
                          .source = told_keep(record, C_SOURCE),
                          .exclusive = strcmp(record->fields[C_EXCLUSIVE], "true") == 0,
                      });
}

bool told_find_option(const struct told_record *record, size_t form, size_t item, size_t field,
                      size_t *option)
{
    struct form_build *build = &record->wave->builds[form];
    struct told_item *told = &build->items[item];
    *option = option_position(told, &build->item_builds[item], record->fields[field]);
    if (*option == TOLD_NONE && record->wave->open) {
        *option = told->option_count;
        return add_option(record, told, &build->item_builds[item],
                          &(struct told_option){.code = told_keep(record, field),
                                                .label = told_keep(record, field + 1),
                                                .source = ""});
    }
    if (*option == TOLD_NONE)
        return told_fail(record, _("codebook.csv names no option \"%s\""), record->fields[field]);
    const char *label = build->item_builds[item].options[*option].label;
    return strcmp(label, record->fields[field + 1]) == 0 ||
           told_fail(record, _("the option \"%s\" is called \"%s\" here and \"%s\" elsewhere"),
                     record->fields[field], record->fields[field + 1], label);
}

bool told_add_subtotal(const struct told_record *record, size_t form, size_t item, size_t field)
{
    struct form_build *build = &record->wave->builds[form];
    struct told_item *told = &build->items[item];
    if (option_position(told, &build->item_builds[item], record->fields[field]) != TOLD_NONE)
        return true;
    return add_option(record, told, &build->item_builds[item],
                      &(struct told_option){.code = told_keep(record, field),
                                            .label = told_keep(record, field + 1),
                                            .source = "",
                                            .subtotal = true});
}

static bool same_options(const struct told_item *left, const struct item_build *left_build,
                         const struct told_item *right, const struct item_build *right_build)
{
    bool same = left->option_count == right->option_count;
    for (size_t o = 0; same && o < left->option_count; o++)
        same = strcmp(left_build->options[o].code, right_build->options[o].code) == 0;
    return same;
}

/* Whoever reads a table of a question relies on it. */
static bool check_question(const struct told_record *record, const struct form_build *build,
                           const struct told_question *question)
{
    size_t first = question->first_item;
    for (size_t i = first + 1; i < first + question->item_count; i++)
        if (!same_options(&build->items[first], &build->item_builds[first], &build->items[i],
                          &build->item_builds[i]))
            return told_fail(record, _("the rows of \"%s\" have different options"), question->id);
    return true;
}

bool told_check_options(struct told_reading *reading)
{
    const struct told_record record = {.reading = reading, .file = "tables/codebook.csv"};
    const struct wave_build *wave = &reading->now;
    for (size_t f = 0; f < wave->wave->form_count; f++)
        for (size_t q = 0; q < wave->forms[f].question_count; q++)
            if (!check_question(&record, &wave->builds[f], &wave->builds[f].questions[q]))
                return false;
    return true;
}

/* ---- Banners ---- */

enum { B_FORM, B_BANNER, B_BANNER_LABEL, B_KIND, B_DIVIDES, B_CLASS, B_CLASS_LABEL };
static const char *const banner_names[] = {"form",    "banner", "banner_label", "kind",
                                           "divides", "class",  "class_label",  NULL};

static struct told_banner *last_banner(const struct told_form *form, struct form_build *build)
{
    return form->banner_count == 0 ? NULL : &build->banners[form->banner_count - 1];
}

static void add_banner(struct arena *arena, struct told_form *form, struct form_build *build,
                       const struct told_banner *banner)
{
    build->banners = told_grown(arena, build->banners, form->banner_count, sizeof *build->banners);
    build->banners[form->banner_count] = *banner;
    build->banners[form->banner_count++].first_line = form->line_count;
}

/* Enters a class of the banner that was entered last. */
static bool add_class(const struct told_record *record, size_t form, const char *class,
                      const char *label)
{
    struct arena *arena = record->reading->arena;
    struct told_form *told = &record->wave->forms[form];
    struct form_build *build = &record->wave->builds[form];
    struct told_banner *banner = last_banner(told, build);
    char key[TOLD_KEY_SIZE];
    if (!told_key(key, banner->id, class))
        return told_fail(record, "%s", _(too_long));
    if (told->line_count >= NAME_LIMIT)
        return told_fail(record, _("there are more than %d names"), NAME_LIMIT);
    if (told_index_add(&build->lines, arena, key, told->line_count) != NAMES_NONE)
        return told_fail(record, _("the class \"%s\" of \"%s\" stands here twice"), class,
                         banner->id);
    build->classes = told_grown(arena, build->classes, told->line_count, sizeof *build->classes);
    build->classes[told->line_count++] = (struct told_class){
        .key = arena_strdup(arena, class),
        .label = arena_strdup(arena, label),
        .units = MEASURE_NONE,
        .answered = MEASURE_NONE,
        .percent = MEASURE_NONE,
    };
    banner->class_count++;
    return true;
}

static bool read_kind(const struct told_record *record, enum told_kind *kind)
{
    static const char *const kinds[] = {"total", "frame", "question", "cross"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(record->fields[B_KIND], kinds[i]) == 0) {
            *kind = (enum told_kind)i;
            return true;
        }
    }
    return told_fail(record, _("there is no kind of banner \"%s\""), record->fields[B_KIND]);
}

static bool read_class(const struct told_record *record)
{
    size_t form;
    enum told_kind kind = TOLD_TOTAL;
    if (!told_find_form(record, B_FORM, &form) || !read_kind(record, &kind))
        return false;
    struct told_form *told = &record->wave->forms[form];
    struct form_build *build = &record->wave->builds[form];
    struct told_banner *last = last_banner(told, build);
    if (kind == TOLD_TOTAL && told->total_line == TOLD_NONE)
        told->total_line = told->line_count;
    if (last == NULL || strcmp(last->id, record->fields[B_BANNER]) != 0)
        add_banner(record->reading->arena, told, build,
                   &(struct told_banner){
                       .id = told_keep(record, B_BANNER),
                       .label = told_keep(record, B_BANNER_LABEL),
                       .kind = kind,
                       .divides = strcmp(record->fields[B_DIVIDES], "true") == 0,
                   });
    return add_class(record, form, record->fields[B_CLASS], record->fields[B_CLASS_LABEL]);
}

/* The banner of all units has this id by design. */
static bool enter_class(const struct told_record *record, size_t form, size_t field)
{
    struct told_form *told = &record->wave->forms[form];
    struct form_build *build = &record->wave->builds[form];
    struct told_banner *last = last_banner(told, build);
    bool total = strcmp(record->fields[field], "total") == 0;
    if (total)
        told->total_line = told->line_count;
    if (last == NULL || strcmp(last->id, record->fields[field]) != 0)
        add_banner(record->reading->arena, told, build,
                   &(struct told_banner){
                       .id = told_keep(record, field),
                       .label = "",
                       .kind = total ? TOLD_TOTAL : TOLD_FRAME,
                   });
    return add_class(record, form, record->fields[field + 1], record->fields[field + 2]);
}

bool told_find_class(const struct told_record *record, size_t form, size_t field, size_t *line)
{
    char key[TOLD_KEY_SIZE];
    struct form_build *build = &record->wave->builds[form];
    const char *banner = record->fields[field], *class = record->fields[field + 1];
    if (!told_key(key, banner, class))
        return told_fail(record, "%s", _(too_long));
    *line = names_find(&build->lines.names, key);
    if (*line == NAMES_NONE && record->wave->open) {
        *line = record->wave->forms[form].line_count;
        return enter_class(record, form, field);
    }
    if (*line == NAMES_NONE)
        return told_fail(record, _("banners.csv names no class \"%s\" of \"%s\""), class, banner);
    const char *label = build->classes[*line].label;
    return strcmp(label, record->fields[field + 2]) == 0 ||
           told_fail(record, _("the class \"%s\" is called \"%s\" here and \"%s\" elsewhere"),
                     class, record->fields[field + 2], label);
}

/* ---- All of them ---- */

static const char *const metadata_names[] = {"key", "value", NULL};

bool told_read_names(struct told_reading *reading)
{
    static const struct told_file files[] = {
        {"metadata.csv", metadata_names, read_metadata, true},
        {"questions.csv", question_names, read_question, true},
        {"codebook.csv", codebook_names, read_option, true},
        {"banners.csv", banner_names, read_class, true},
    };
    bool read = true;
    for (size_t i = 0; read && i < sizeof files / sizeof *files; i++)
        read = told_each(reading, &files[i], &reading->now);
    return read;
}

static void publish_form(struct told_form *form, const struct form_build *build)
{
    for (size_t q = 0; q < form->question_count; q++) {
        struct told_question *question = &build->questions[q];
        question->form = form;
        for (size_t i = 0; i < question->item_count; i++)
            build->items[question->first_item + i].question = question;
    }
    for (size_t i = 0; i < form->item_count; i++) {
        build->items[i].options = build->item_builds[i].options;
        build->items[i].cells = build->item_builds[i].cells;
        build->items[i].numbers = build->item_builds[i].numbers;
        build->items[i].rates = build->item_builds[i].rates;
    }
    form->banners = build->banners;
    form->classes = build->classes;
    form->questions = build->questions;
    form->items = build->items;
    form->line_names = build->lines.names;
    form->item_names = build->rows.names;
}

void told_publish(struct wave_build *wave)
{
    for (size_t f = 0; f < wave->wave->form_count; f++)
        publish_form(&wave->forms[f], &wave->builds[f]);
    wave->wave->forms = wave->forms;
}
