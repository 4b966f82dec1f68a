/*
 * What an unprinted count would plausibly be: what the shares printed for the same option in the
 * other rows of its grid suggest, else one that looks like the answers of such surveys. A figure
 * that was set aside still says how large the share is.
 */
#include "ingest/sample_prior.h"

#include "common/round.h"

#include <stdlib.h>

/* Shares in tenths of a percent, chosen to look like the answers of such surveys. */
enum {
    SHARE_ALL = 1000,
    SHARE_BLANK = 10, /* 無回答 where nothing is printed */
    SHARE_BLANK_NUMBER = 30,
    SHARE_BLANK_TEXT = 700,
    SHARE_EXCLUSIVE = 80,
    SHARE_OTHER = 50, /* その他, with a text beside it */
    SHARE_FIRST_TICK = 450,
    SHARE_LEAST_TICK = 40,
    SHARE_UNKNOWN = -1,
};

static int64_t published_share(const struct published *published)
{
    if (published->tenths >= 0)
        return published->tenths;
    if (published->count >= 0 && published->base > 0)
        return percent_tenths(published->count, published->base);
    return SHARE_UNKNOWN;
}

static int64_t share_at(const struct sample_plan *plan, size_t i, size_t at)
{
    const struct sample_item *item = &plan->items[i];
    for (size_t f = 0; f < item->figure_count; f++) {
        const struct sample_figure *figure = &plan->figures[item->figures[f]];
        if (figure->at == at)
            return published_share(figure->published);
    }
    return SHARE_UNKNOWN;
}

/* Of a row only one answer is printed: the report names it for its share. */
static bool named_alone(const struct sample_item *item)
{
    return item->item->question->type == QUESTION_SINGLE && item->figure_count == 1;
}

/* The published share. Without one, what the other rows of the grid suggest: their mean; but if
 * they were only named, less than the least of them, since reports name the largest. */
static int64_t known_share(const struct sample_plan *plan, size_t i, size_t at)
{
    int64_t own = share_at(plan, i, at);
    if (own != SHARE_UNKNOWN)
        return own;
    const struct question *question = plan->items[i].item->question;
    int64_t sum = 0, printed = 0, least = SHARE_ALL;
    bool alone = true;
    for (size_t row = 0; row < question->item_count; row++) {
        int64_t share = share_at(plan, question->first_item + row, at);
        if (share == SHARE_UNKNOWN)
            continue;
        sum += share;
        printed++;
        least = share < least ? share : least;
        alone = alone && named_alone(&plan->items[question->first_item + row]);
    }
    if (printed == 0)
        return SHARE_UNKNOWN;
    return alone ? least * 9 / 10 : sum / printed;
}

static bool anything_printed(const struct sample_plan *plan, size_t i)
{
    for (size_t c = 0; c < plan->items[i].count; c++)
        if (known_share(plan, i, c) != SHARE_UNKNOWN)
            return true;
    return false;
}

static int64_t blank_share(const struct sample_plan *plan, size_t i)
{
    int64_t share = share_at(plan, i, plan->items[i].count - 1);
    if (share != SHARE_UNKNOWN)
        return share;
    if (anything_printed(plan, i))
        return 0;
    switch (plan->items[i].item->question->type) {
    case QUESTION_NUMBER:
        return SHARE_BLANK_NUMBER;
    case QUESTION_TEXT:
        return SHARE_BLANK_TEXT;
    default:
        return SHARE_BLANK;
    }
}

/* Options without a printed share divide what is left, each a little less than the one before. */
static void single_shares(const struct sample_plan *plan, size_t i, int64_t *shares)
{
    size_t options = plan->items[i].count - 1, unknown = 0;
    int64_t left = SHARE_ALL - shares[options], weights = 0;
    for (size_t c = 0; c < options; c++) {
        shares[c] = known_share(plan, i, c);
        if (shares[c] == SHARE_UNKNOWN)
            weights += SHARE_ALL / (int64_t)(++unknown + 1);
        else
            left -= shares[c];
    }
    left = left < 0 ? 0 : left;
    unknown = 0;
    for (size_t c = 0; c < options; c++)
        if (shares[c] == SHARE_UNKNOWN)
            shares[c] = left * (SHARE_ALL / (int64_t)(++unknown + 1)) / weights;
}

static void multiple_shares(const struct sample_plan *plan, size_t i, int64_t *shares)
{
    const struct question *question = plan->items[i].item->question;
    int64_t next = SHARE_FIRST_TICK;
    for (size_t c = 0; c < question->option_count; c++) {
        int64_t share = known_share(plan, i, c);
        if (share != SHARE_UNKNOWN && share * 8 / 10 < next)
            next = share * 8 / 10;
    }
    for (size_t c = 0; c < question->option_count; c++) {
        shares[c] = known_share(plan, i, c);
        if (shares[c] != SHARE_UNKNOWN)
            continue;
        if (question->options[c].exclusive) {
            shares[c] = SHARE_EXCLUSIVE;
        } else if (question->options[c].text) {
            shares[c] = SHARE_OTHER;
        } else {
            shares[c] = next > SHARE_LEAST_TICK ? next : SHARE_LEAST_TICK;
            next = next * 9 / 10;
        }
    }
}

void sample_priors(const struct sample_plan *plan, size_t i, int64_t n, struct search_count *counts)
{
    const struct sample_item *item = &plan->items[i];
    const struct question *question = item->item->question;
    bool multiple = question->type == QUESTION_MULTIPLE;
    int64_t *shares = calloc(item->count, sizeof *shares);
    if (!shares)
        abort();
    shares[item->count - 1] = blank_share(plan, i);
    if (multiple)
        multiple_shares(plan, i, shares);
    else
        single_shares(plan, i, shares);
    for (size_t c = 0; c < item->count; c++) {
        counts[c].prior = round_quotient((wide)shares[c] * n, SHARE_ALL);
        counts[c].alone = multiple && (c + 1 == item->count || question->options[c].exclusive);
    }
    free(shares);
}
