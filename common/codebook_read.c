/* codebook.yaml as a whole: the survey, its shared lists and its forms. */
#include "common/config_read.h"

#include "common/message.h"
#include "common/question_read.h"

#include <stdlib.h>
#include <string.h>

static void read_survey_id(const struct reading *reading, struct node root,
                           struct codebook *codebook)
{
    codebook->survey = node_require_id(root, "survey", true);
    if (codebook->survey && strcmp(codebook->survey, reading->survey) != 0)
        node_mistake(node_get(root, "survey"), _("folder and survey have the same name"),
                     _("the survey is \"%s\", but its folder \"%s\""), codebook->survey,
                     reading->survey);
}

/* The survey of the former wave; it need not be configured here. */
static const char *read_previous(const struct reading *reading, struct node root)
{
    struct node node = node_get(root, "previous");
    const char *previous = node.at ? node_require_id(root, "previous", true) : NULL;
    if (previous && strcmp(previous, reading->survey) == 0)
        node_mistake(node, _("name the survey of the former wave, or leave the key out"),
                     _("the survey cannot be its own previous one"));
    if (node.at && !previous)
        return reading->survey; /* a mistake: harmless, and edits may go on to look at it */
    return previous ? previous : "";
}

/* A day as 2022-02-16 at `*at`, which moves behind it; as one number that sorts. */
static bool parse_day(const char **at, int *day)
{
    static const int lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    static const char pattern[] = "dddd-dd-dd";
    for (size_t i = 0; pattern[i]; i++) {
        bool digit = (*at)[i] >= '0' && (*at)[i] <= '9';
        if (pattern[i] == 'd' ? !digit : (*at)[i] != pattern[i])
            return false;
    }
    int year = atoi(*at), month = atoi(*at + 5), date = atoi(*at + 8);
    if (month < 1 || month > 12 || date < 1 || date > lengths[month - 1])
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (month == 2 && date == 29 && !leap)
        return false;
    *at += strlen(pattern);
    *day = (year * 100 + month) * 100 + date;
    return true;
}

static void check_fielded(struct node node)
{
    const char *text = node_text(node);
    if (!text)
        return;
    const char *at = text;
    int first, last;
    if (parse_day(&at, &first) && *at++ == '/' && parse_day(&at, &last) && !*at && first <= last)
        return;
    node_mistake(node, _("write first and last day as 2022-02-16/2022-03-08"),
                 _("\"%s\" is no period"), text);
}

static void read_forms(struct reading *reading, struct node root, struct codebook *codebook)
{
    struct node list = node_require(root, "forms"), lists = node_get(root, "lists");
    if (!node_is_list(list))
        return;
    size_t count = node_length(list);
    if (!count)
        node_mistake(list, NULL, _("the list is empty"));
    reading_expect_frames(reading, count);
    struct form *forms = arena_array(reading->arena, count, sizeof *forms);
    for (size_t i = 0; i < count; i++) {
        form_read(reading, node_item(list, i), lists, &forms[i]);
        for (size_t j = 0; j < i; j++)
            if (*forms[i].id && strcmp(forms[i].id, forms[j].id) == 0)
                node_mistake(node_get(node_item(list, i), "id"), NULL,
                             _("the form \"%s\" stands here twice, first in line %ld"), forms[i].id,
                             node_line(node_item(list, j)));
    }
    codebook->forms = forms;
    codebook->form_count = count;
}

static void read_root(struct reading *reading, struct node root, struct codebook *codebook)
{
    static const char *const keys[] = {"survey", "previous", "title", "year", "fielded",
                                       "notes",  "lists",    "forms", NULL};
    enum { FIRST_YEAR = 2019, LAST_YEAR = 2199 }; /* of the era in codebook_year_label() */
    if (!node_check_keys(root, keys))
        return;
    read_survey_id(reading, root, codebook);
    codebook->previous = reading->previous = read_previous(reading, root);
    codebook->title = node_require_text(root, "title");
    int64_t year;
    if (node_whole(node_require(root, "year"), FIRST_YEAR, LAST_YEAR, &year))
        codebook->year = (int)year;
    codebook->fielded = node_optional_text(root, "fielded", "");
    check_fielded(node_get(root, "fielded"));
    codebook->notes = node_optional_text(root, "notes", "");
    lists_check(node_get(root, "lists"));
    read_forms(reading, root, codebook);
}

bool codebook_read(struct reading *reading, struct codebook *codebook)
{
    struct yaml_file file = {0};
    if (reading_open(reading, &file, "codebook.yaml", true))
        read_root(reading, yaml_root(&file), codebook);
    yaml_close(&file);
    return codebook->form_count > 0;
}
