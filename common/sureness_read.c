/* tables.yaml: intervals, weights and tests, each off unless its key is there. */
#include "common/config_read.h"

#include "common/message.h"

/* A share under `key` in millionths, strictly between 0 and 1. */
static void read_level(struct node map, const char *key, int64_t *level)
{
    struct node node = node_get(map, key);
    int64_t value;
    if (!node_decimal(node, &value))
        return;
    if (value > 0 && value < NUMBER_SCALE)
        *level = value;
    else
        node_mistake(node, _("give it as a share, such as 0.95"),
                     _("a level lies between 0 and 1"));
}

static void read_intervals(struct node node, struct sureness *sureness)
{
    static const char *const keys[] = {"method", "level", NULL};
    static const char *const methods[] = {"wilson", "logit", NULL};
    if (!node.at || !node_check_keys(node, keys))
        return;
    sureness->level = NUMBER_SCALE * 95 / 100;
    sureness->method = INTERVAL_WILSON;
    int method = node_choice(node_get(node, "method"), methods);
    if (method >= 0)
        sureness->method = method == 0 ? INTERVAL_WILSON : INTERVAL_LOGIT;
    read_level(node, "level", &sureness->level);
}

static const struct form *weighted_form(struct node node, const struct codebook *codebook)
{
    const char *id = node_require_text(node, "form");
    const struct form *form = id ? codebook_form(codebook, id) : NULL;
    if (!id)
        return NULL;
    struct node place = node_get(node, "form");
    if (!form)
        node_mistake(place, NULL, _("there is no form \"%s\""), id);
    else if (!form->frame)
        node_mistake(place, NULL, _("form \"%s\" has no frame: nobody knows its units"), id);
    return form && form->frame ? form : NULL;
}

/* A unit without a stratum would have no weight. */
static void check_stratum(struct node place, const struct banner_set *set, const struct form *form,
                          size_t banner)
{
    const char *id = set->banners[banner].id;
    if (!banner_of_frame(set, banner))
        node_mistake(place, NULL,
                     _("\"%s\" divides by an answer: nobody knows the stratum of a unit that did "
                       "not answer"),
                     id);
    else if (!banner_partitions(set, form, banner))
        node_mistake(place, NULL, _("units of form \"%s\" are in no class of \"%s\""), form->id,
                     id);
}

static void read_weights(struct node node, const struct codebook *codebook,
                         struct sureness *sureness)
{
    static const char *const keys[] = {"form", "stratum", NULL};
    if (!node.at || !node_check_keys(node, keys))
        return;
    const struct form *form = weighted_form(node, codebook);
    const char *id = node_require_text(node, "stratum");
    if (!form || !id)
        return;
    const struct banner_set *set = &codebook->banners[form - codebook->forms];
    const struct banner *banner = banner_find(set, id);
    struct node place = node_get(node, "stratum");
    if (!banner) {
        node_mistake(place, NULL, _("there is no banner \"%s\" for form \"%s\""), id, form->id);
        return;
    }
    sureness->weighted = form;
    sureness->stratum = (size_t)(banner - set->banners);
    check_stratum(place, set, form, sureness->stratum);
}

static void read_tests(struct node node, struct sureness *sureness)
{
    static const char *const keys[] = {"level", "correction", "smallest_base", NULL};
    static const char *const corrections[] = {"none", "bonferroni", "bh", NULL};
    static const enum adjustment values[] = {ADJUST_NONE, ADJUST_BONFERRONI, ADJUST_BH};
    if (!node.at || !node_check_keys(node, keys))
        return;
    sureness->tests = true;
    sureness->test_level = NUMBER_SCALE * 5 / 100;
    sureness->smallest_base = 30;
    read_level(node, "level", &sureness->test_level);
    int correction = node_choice(node_get(node, "correction"), corrections);
    if (correction >= 0)
        sureness->adjustment = values[correction];
    node_whole(node_get(node, "smallest_base"), 1, INT32_MAX, &sureness->smallest_base);
}

void sureness_read(struct node root, struct config *config)
{
    read_intervals(node_get(root, "intervals"), &config->sureness);
    read_weights(node_get(root, "weights"), &config->codebook, &config->sureness);
    read_tests(node_get(root, "tests"), &config->sureness);
}
