#include "aggregate/figures.h"

#include "common/round.h"

bool figure_agrees(const struct published *published, int64_t count, int64_t base)
{
    if (count < 0 || base < 0)
        return false;
    if (published->count >= 0 && published->count != count)
        return false;
    if (published->base_printed && published->base >= 0 && published->base != base)
        return false;
    if (published->tenths < 0)
        return true;
    return base > 0 && published->tenths == percent_tenths(count, base);
}

bool figure_possible(const struct published *published)
{
    int64_t base = published->base;
    if (!published->base_printed || base <= 0)
        return true;
    if (published->count >= 0)
        return figure_agrees(published, published->count, base);
    if (published->tenths < 0)
        return true;
    /* The count whose percent is nearest is at most one away from the quotient. */
    int64_t nearest = published->tenths * base / 1000;
    for (int64_t count = nearest; count <= nearest + 1; count++)
        if (count <= base && percent_tenths(count, base) == published->tenths)
            return true;
    return false;
}

static bool same_figure(const struct published *one, const struct published *other)
{
    return one->form == other->form && one->question == other->question && one->row == other->row &&
           one->code == other->code;
}

/* Printed in both, and not alike. */
static bool differ(int64_t one, int64_t other)
{
    return one >= 0 && other >= 0 && one != other;
}

static bool contradict(const struct published *one, const struct published *other)
{
    return same_figure(one, other) &&
           (differ(one->count, other->count) || differ(one->tenths, other->tenths) ||
            (one->base_printed && other->base_printed && differ(one->base, other->base)));
}

static const struct published *find_rival(const struct figure_check *checks, size_t count,
                                          const struct figure_check *check)
{
    const struct published *rival = NULL;
    for (size_t i = 0; i < count; i++) {
        if (!contradict(check->published, checks[i].published))
            continue;
        if (figure_agrees(checks[i].published, check->count, check->base))
            return checks[i].published;
        if (!rival)
            rival = checks[i].published;
    }
    return rival;
}

static enum figure_verdict judge(const struct figure_check *check)
{
    if (figure_agrees(check->published, check->count, check->base))
        return FIGURE_REPRODUCED;
    if (!figure_possible(check->published))
        return FIGURE_IMPOSSIBLE;
    if (check->rival && figure_agrees(check->rival, check->count, check->base))
        return FIGURE_CONTRADICTED;
    return FIGURE_DIFFERS;
}

void figures_judge(struct figure_check *checks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        checks[i].rival = find_rival(checks, count, &checks[i]);
        checks[i].verdict = judge(&checks[i]);
    }
}
