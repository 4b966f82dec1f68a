/* Estimates of samples by strata, effective bases and quantiles: see common/inference.h. */
#include "common/inference.h"

#include <math.h>

struct stratum stratum_of_counts(int64_t units, int64_t sampled, int64_t base, int64_t count)
{
    return (struct stratum){
        .sampled = sampled,
        .domain = base,
        .weight = (double)units / (double)sampled,
        .fraction = (double)sampled / (double)units,
        .y = (double)count,
        .yy = (double)count,
        .x = (double)base,
        .xx = (double)base,
        .xy = (double)count,
    };
}

/* What a stratum adds to the variance of the total of z = y - ratio · x. */
static double variance_part(const struct stratum *stratum, double ratio)
{
    if (stratum->fraction >= 1 || (stratum->yy == 0 && stratum->xx == 0))
        return 0;
    if (stratum->sampled < 2)
        return NAN;
    double n = (double)stratum->sampled;
    double z = stratum->y - ratio * stratum->x;
    double zz = stratum->yy - 2 * ratio * stratum->xy + ratio * ratio * stratum->xx;
    double squares = fmax(0, zz - z * z / n);
    return (1 - stratum->fraction) * stratum->weight * stratum->weight * n * squares / (n - 1);
}

static int64_t degrees_of_freedom(const struct stratum *strata, size_t count)
{
    int64_t df = 0;
    for (size_t i = 0; i < count; i++)
        if (strata[i].domain > 0)
            df += strata[i].domain - 1;
    return df;
}

struct estimate stratified_total(const struct stratum *strata, size_t count)
{
    struct estimate total = {.df = degrees_of_freedom(strata, count)};
    double variance = 0;
    for (size_t i = 0; i < count; i++) {
        struct stratum alone = strata[i];
        alone.x = alone.xx = alone.xy = 0;
        total.value += alone.weight * alone.y;
        variance += variance_part(&alone, 0);
    }
    total.se = sqrt(variance);
    return total;
}

struct estimate stratified_ratio(const struct stratum *strata, size_t count)
{
    double y = 0, x = 0, variance = 0;
    for (size_t i = 0; i < count; i++) {
        y += strata[i].weight * strata[i].y;
        x += strata[i].weight * strata[i].x;
    }
    struct estimate ratio = {.value = NAN, .se = NAN, .df = degrees_of_freedom(strata, count)};
    if (x == 0)
        return ratio;
    ratio.value = y / x;
    for (size_t i = 0; i < count; i++)
        variance += variance_part(&strata[i], ratio.value);
    ratio.se = sqrt(variance) / fabs(x);
    return ratio;
}

double kish_base(const struct stratum *strata, size_t count)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++) {
        double units = (double)strata[i].domain;
        sum += strata[i].weight * units;
        squares += strata[i].weight * strata[i].weight * units;
    }
    return squares > 0 ? sum * sum / squares : NAN;
}
