#include "common/measure.h"

#include <stdlib.h>

int64_t measure_percent(struct share share)
{
    return share.base == 0 ? MEASURE_NONE : percent_tenths(share.count, share.base);
}

int64_t measure_difference(struct share share, struct share reference)
{
    if (share.base == 0 || reference.base == 0)
        return MEASURE_NONE;
    wide above = (wide)share.count * reference.base - (wide)reference.count * share.base;
    return round_quotient(1000 * above, (wide)share.base * reference.base);
}

struct bounds measure_bounds(struct share share, int64_t unusable, int64_t missing)
{
    int64_t all = share.base + missing;
    return (struct bounds){
        .low = measure_percent((struct share){share.count, all}),
        .high = measure_percent((struct share){share.count + unusable + missing, all}),
    };
}

/* ---- Ranks ---- */

struct contender {
    struct share share;
    size_t position;
};

/* The larger share first; without a base last. */
static int compare_shares(const struct share *a, const struct share *b)
{
    if (a->base == 0 || b->base == 0)
        return (a->base == 0) - (b->base == 0);
    wide left = (wide)a->count * b->base, right = (wide)b->count * a->base;
    return (left < right) - (left > right);
}

static int compare_contenders(const void *a, const void *b)
{
    const struct contender *left = a, *right = b;
    return compare_shares(&left->share, &right->share);
}

void measure_ranks(const struct share *shares, size_t count, int64_t *ranks)
{
    struct contender *contenders = calloc(count + 1, sizeof *contenders);
    if (contenders == NULL)
        abort();
    for (size_t i = 0; i < count; i++)
        contenders[i] = (struct contender){shares[i], i};
    qsort(contenders, count, sizeof *contenders, compare_contenders);
    int64_t rank = 0;
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || compare_contenders(&contenders[i - 1], &contenders[i]) != 0)
            rank = (int64_t)i + 1;
        ranks[contenders[i].position] = contenders[i].share.base == 0 ? 0 : rank;
    }
    free(contenders);
}

/* ---- Rates ---- */

int64_t measure_rate(wide sum, wide denominator, int64_t units)
{
    enum { SCALE = 10000 }; /* RATE_DECIMALS */
    wide numerator = sum * units * SCALE;
    wide magnitude = (numerator < 0 ? -numerator : numerator) / denominator;
    return magnitude >= INT64_MAX ? MEASURE_NONE : round_quotient(numerator, denominator);
}

bool wide_parse(const char *text, int decimals, wide *value)
{
    enum { DIGITS_LARGEST = 30 };
    bool negative = *text == '-', point = false;
    int digits = 0, behind = 0;
    *value = 0;
    for (const char *at = text + negative; *at != '\0'; at++) {
        if (*at == '.' && !point && digits > 0) {
            point = true;
            continue;
        }
        if (*at < '0' || *at > '9' || ++digits > DIGITS_LARGEST)
            return false;
        *value = *value * 10 + (*at - '0');
        behind += point;
    }
    if (digits == 0 || behind > decimals || (point && behind == 0) ||
        digits + decimals - behind > DIGITS_LARGEST)
        return false;
    for (; behind < decimals; behind++)
        *value *= 10;
    *value = negative ? -*value : *value;
    return true;
}
