/*
 * How sure a figure is: intervals, tests and estimates of samples. Pure functions over counts;
 * the distributions are R's own (libRmath: pnorm, qnorm, qt, pchisq, pbinom, lgammafn), so that
 * whoever uses R gets the same digits. Doubles are used here and only here: counts and percentages
 * that are published come from integers (common/round.h) and never through this file.
 *
 * What is not defined is NAN, and each function says when. Sizes of samples are whole numbers;
 * where a finite population is corrected for, `fraction` is f = n/N, units that answered over units
 * there are: 0 without correction, 1 for a census, where nothing is uncertain.
 * docs/statistics.md has all formulas with their sources and what they were compared with.
 */
#ifndef RENKEI_COMMON_INFERENCE_H
#define RENKEI_COMMON_INFERENCE_H

#include "common/round.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- Intervals of a proportion ---- */

/* Proportions from 0 to 1; both NAN where it is not defined. */
struct interval {
    double low, high;
};

/* How many had the property, of how many, and f of the sample they belong to. */
struct proportion {
    int64_t count, base; /* 0 <= count <= base */
    double fraction;     /* 0 <= f <= 1 */
};

/* The score interval of E. B. Wilson, "Probable inference, the law of succession, and statistical
 * inference", JASA 22 (1927), without continuity correction (method 3 of R. G. Newcombe, Statistics
 * in Medicine 17 (1998), 857-872): with z the normal quantile of (1 + level)/2
 *     (2 n p + z² ± z sqrt(z² + 4 n p (1 - p))) / (2 (n + z²)).
 * With a finite population n is replaced by n (N - 1)/(N - n) = (n - f)/(1 - f), which makes
 * p (1 - p)/n the exact variance of the proportion (W. G. Cochran, Sampling Techniques, 1977,
 * theorem 3.2). NAN with base 0. A census gives p, p. */
struct interval wilson_interval(struct proportion proportion, double level);

/* The same for an effective base that need not be whole (kish_base(), or p (1 - p) / se²).
 * NAN with effective <= 0; INFINITY gives p, p. */
struct interval wilson_interval_effective(double p, double effective, double level);

/* The interval that is symmetric in ln(p / (1 - p)): logit(p) ± t · se / (p (1 - p)) with t the
 * quantile of Student's distribution with `df` degrees of freedom (E. L. Korn and B. I. Graubard,
 * Analysis of Health Surveys, 1999, § 3.2); svyciprop(method = "logit") of R's survey.
 * With p, se and df of stratified_ratio(), one stratum in a simple random sample, it is the same.
 * NAN unless 0 < p < 1, se >= 0 and df >= 1; so it is for 0 % and 100 %. se 0 gives p, p. */
struct interval logit_interval(double p, double se, double df, double level);

/* ---- Tables of counts ---- */

/* rows × columns counts, row by row, none negative. */
struct contingency {
    const int64_t *counts;
    size_t rows, columns;
};

/* K. Pearson's chi-square of independence (Philosophical Magazine 50 (1900); A. Agresti,
 * Categorical Data Analysis, 2013, § 3.2.1), without Yates' correction. Rows and columns whose sum
 * is 0 take no part. V is H. Cramér's (Mathematical Methods of Statistics, 1946, § 21.9): sqrt(X² /
 * (n (min(r, c) - 1))), not corrected for bias. All are NAN and df is 0 if fewer than two rows or
 * columns are left. `smallest_expected`: of all cells that take part. */
struct chi_square {
    int64_t n;
    int64_t df;
    double statistic, p, v;
    double smallest_expected;
};
struct chi_square chi_square_test(const struct contingency *table);

/* The exact p of independence with fixed margins: the probability of all tables that are not more
 * probable than the one observed (R. A. Fisher; G. H. Freeman and J. H. Halton, Biometrika 38
 * (1951), 141-149). As fisher.test() of R does, probabilities within 1e-7 of each other count as
 * equal. Tables are enumerated column by column; after `work_limit` cells it gives up: NAN, "not
 * computed"; at once with more counts or cells than these bounds, which hold memory and the depth
 * of the recursion. Also NAN if fewer than two rows or columns have counts. */
enum { FISHER_LARGEST_N = 100 * 1000, FISHER_LARGEST_CELLS = 2000 };
double fisher_exact(const struct contingency *table, int64_t work_limit);

/* Q. McNemar, "Note on the sampling error of the difference between correlated proportions",
 * Psychometrika 12 (1947): of the pairs that changed, `gained` went from no to yes and `lost` from
 * yes to no. */
struct mcnemar {
    double exact;                  /* two-sided binomial p, min(1, 2 P(X <= min(gained, lost))) with
                                      X ~ B(gained + lost, 1/2): binom.test(); 1 without pairs */
    double statistic, p;           /* (gained - lost)² / (gained + lost), 1 df */
    double corrected, corrected_p; /* (|gained - lost| - 1)² / (gained + lost) (A. L. Edwards,
                                      1948); 0 if equal: mcnemar.test() */
    /* all but `exact` are NAN if nobody changed */
};
struct mcnemar mcnemar_test(int64_t gained, int64_t lost);

/* Student's t test of `n` pairs ("Student", "The probable error of a mean", Biometrika 6 (1908)):
 * with d the differences, t = mean(d) / (sd(d) / sqrt(n)), n - 1 degrees of freedom, `p` two-sided;
 * t.test(paired = TRUE). `sum` and `squares` are those of d and d², whole numbers in any one unit,
 * which t does not depend on; `squares` and |sum|²/n below 2^126. The scatter around the mean is
 * exact before it becomes a double. t and p are NAN if n < 2 or if all differences are equal. */
struct t_test {
    double t, p;
    int64_t df; /* 0 if n < 2 */
};
struct t_test paired_t_test(int64_t n, wide sum, wide squares);

/* Two proportions of independent groups, with the pooled variance: z = (p1 - p2) /
 * sqrt(p (1 - p) (1/n1 + 1/n2)), p of both groups together; `p` two-sided. z² is the statistic of
 * R's prop.test(correct = FALSE). z > 0: the first is larger. NAN if a base is 0 or if all or none
 * have the property. The fractions are not used: a test asks about what made the answers, not about
 * the units that happen to exist. */
struct z_test {
    double z, p;
};
struct z_test compare_proportions(struct proportion first, struct proportion second);

/* Many tests at once: replaces every p by the adjusted one, as R's p.adjust(); NANs stay and do not
 * count. Bonferroni: min(1, m p). Y. Benjamini and Y. Hochberg, JRSS B 57 (1995), 289-300: the
 * smallest min(1, m p(j) / j) over all j from the rank of p on. `p` may be in any order. */
void adjust_bonferroni(double *p, size_t count);
void adjust_benjamini_hochberg(double *p, size_t count);

/* ---- Samples by strata ---- */

/* What was found in one stratum: sums over its `sampled` units of two variables y and x, their
 * squares and their product. Units outside a domain are sampled too and add 0 to every sum. Squares
 * of large values lose digits: measure y from a value near its mean. */
struct stratum {
    int64_t sampled;
    int64_t domain;  /* of them in the domain; without one, all */
    double weight;   /* of each of its units: units there are / sampled */
    double fraction; /* sampled / units there are; 0: no finite population correction */
    double y, yy;
    double x, xx, xy;
};

/* `units` there are, of which `sampled` answered, of which `base` are in the domain, of which
 * `count` have the property: y counts the property and x the domain. */
struct stratum stratum_of_counts(int64_t units, int64_t sampled, int64_t base, int64_t count);

struct estimate {
    double value;
    double se;
    int64_t df; /* units of the domain, less the strata that have any: degf() of the subset */
};

/* The total of y: sum of weight · y (Cochran 1977, § 5.3 to 5.5; svytotal()). Its variance is the
 * sum of (1 - f) n w² s² over the strata, s² the variance of y in the stratum with n - 1. `se` is
 * NAN if a stratum has a single unit, that unit has a value, and it is not a census. */
struct estimate stratified_total(const struct stratum *strata, size_t count);

/* The ratio of the totals of y and x. With x = 1 for every unit it is the mean (svymean()), with x
 * the indicator of a domain the mean or proportion in that domain (svyby()), with any other x
 * svyratio(). The variance is that of the total of (y - R x) / X (Taylor linearisation; K. M.
 * Wolter, Introduction to Variance Estimation, 2007, § 6.5). NAN if the total of x is 0; `se` as
 * above. */
struct estimate stratified_ratio(const struct stratum *strata, size_t count);

/* The effective base of the weighted units of the domain, (sum of w)² / sum of w² (L. Kish, Survey
 * Sampling, 1965, § 11.2C; the design effect of weighting is the base over it). NAN without units.
 */
double kish_base(const struct stratum *strata, size_t count);

#endif
