# Reference values of tests/test_inference.c, by R (packages stats and survey):
#     Rscript reference.R        in this folder, writes the CSV files beside it
# Debian: r-base-core, r-cran-survey. Values have 17 significant digits.
library(survey)
data(api)

text <- function(x) ifelse(is.na(x), "NaN", format(x, digits = 17, trim = TRUE))
write <- function(x, file) {
    for (i in seq_along(x)) if (is.double(x[[i]])) x[[i]] <- sapply(x[[i]], text)
    write.csv(x, file, row.names = FALSE, quote = TRUE)
}

# ---- Intervals of a proportion. units 0: no finite population ----
# Wilson: prop.test(correct = FALSE); with a finite population the two roots P of
# (p - P)^2 = z^2 P (1 - P)/n (N - n)/(N - 1), found numerically.
# Logit: svyciprop(). `sampled` are the units of the sample, `base` those of the domain.
wilson <- function(k, n, N, level) {
    if (N == 0) return(prop.test(k, n, conf.level = level, correct = FALSE)$conf.int[1:2])
    p <- k / n
    z <- qnorm((1 + level) / 2)
    score <- function(P) (p - P)^2 - z^2 * P * (1 - P) / n * (N - n) / (N - 1)
    root <- function(a, b) if (a == b) a else uniroot(score, c(a, b), tol = 1e-15)$root
    c(if (k == 0) 0 else root(0, p), if (k == n) 1 else root(p, 1))
}
logit <- function(k, n, sampled, N, level) {
    y <- c(rep(1, k), rep(0, n - k), rep(NA, sampled - n))
    d <- data.frame(y = y, domain = !is.na(y), N = if (N == 0) rep(1, sampled) else N)
    d$y[is.na(d$y)] <- 0
    design <- if (N == 0) svydesign(ids = ~1, weights = ~N, data = d)
              else svydesign(ids = ~1, fpc = ~N, data = d)
    as.vector(confint(svyciprop(~y, subset(design, domain), method = "logit", level = level)))
}
cases <- data.frame(
    k = c(7, 81, 15, 1, 40, 3, 1183, 200, 12, 12),
    n = c(20, 263, 148, 29, 80, 10, 1717, 400, 30, 30),
    sampled = c(20, 263, 148, 29, 80, 10, 1717, 400, 45, 45),
    N = c(0, 0, 0, 0, 120, 11, 1741, 100000, 0, 60),
    level = c(.95, .95, .95, .95, .95, .9, .95, .99, .95, .95))
rows <- list()
for (i in seq_len(nrow(cases))) {
    c <- cases[i, ]
    if (c$sampled == c$n) {
        w <- wilson(c$k, c$n, c$N, c$level)
        rows[[length(rows) + 1]] <- data.frame(method = "wilson", count = as.integer(c$k),
            base = as.integer(c$n), sampled = as.integer(c$sampled), units = as.integer(c$N),
            level = c$level, low = w[1], high = w[2])
    }
    l <- logit(c$k, c$n, c$sampled, c$N, c$level)
    rows[[length(rows) + 1]] <- data.frame(method = "logit", count = as.integer(c$k),
        base = as.integer(c$n), sampled = as.integer(c$sampled), units = as.integer(c$N),
        level = c$level, low = l[1], high = l[2])
}
write(do.call(rbind, rows), "intervals.csv")

# ---- Tables: chisq.test(correct = FALSE), fisher.test() ----
tables <- list(
    "HairEyeColor, hair by eye" = apply(HairEyeColor, c(1, 2), sum),
    "Titanic, class by survival" = apply(Titanic, c(1, 4), sum),
    "UCBAdmissions, admission by department" = apply(UCBAdmissions, c(1, 3), sum),
    "Agresti 2007 p. 39, gender by party" = rbind(c(762, 327, 468), c(484, 239, 477)),
    "Agresti 2002 p. 57, job satisfaction" =
        matrix(c(1, 2, 1, 0, 3, 3, 6, 1, 10, 10, 14, 9, 6, 7, 12, 11), 4, 4),
    "Agresti 1990 p. 61, tea" = rbind(c(3, 1), c(1, 3)),
    "Fisher 1962, convicts" = rbind(c(2, 10), c(15, 3)),
    "an empty row and column" = rbind(c(4, 0, 1), c(0, 0, 0), c(1, 0, 5)),
    "2 by 6" = rbind(c(0, 3, 1, 4, 2, 0), c(5, 1, 4, 0, 2, 6)),
    "4 by 3" = rbind(c(2, 0, 1), c(3, 3, 0), c(0, 1, 4), c(1, 0, 2)))
rows <- list()
for (name in names(tables)) {
    t <- unname(tables[[name]])
    live <- t[rowSums(t) > 0, colSums(t) > 0]
    x <- suppressWarnings(chisq.test(live, correct = FALSE))
    v <- sqrt(unname(x$statistic) / (sum(t) * (min(dim(live)) - 1)))
    exact <- if (sum(t) <= 60) fisher.test(live, workspace = 2e7)$p.value else NA
    rows[[length(rows) + 1]] <- data.frame(name = name, rows = nrow(t), columns = ncol(t),
        counts = paste(t(t), collapse = " "), n = as.integer(sum(t)), df = as.integer(x$parameter),
        statistic = unname(x$statistic), p = x$p.value, v = v, expected = min(x$expected),
        exact = exact)
}
write(do.call(rbind, rows), "tables.csv")

# ---- McNemar: binom.test(), mcnemar.test() ----
rows <- list()
for (pair in list(c(86, 150), c(3, 11), c(5, 5), c(0, 1), c(0, 8), c(121, 59), c(1000, 1100))) {
    m <- matrix(c(10, pair[1], pair[2], 10), 2)
    plain <- mcnemar.test(m, correct = FALSE)
    corrected <- mcnemar.test(m, correct = TRUE)
    rows[[length(rows) + 1]] <- data.frame(gained = as.integer(pair[1]),
        lost = as.integer(pair[2]), exact = binom.test(pair[1], sum(pair))$p.value,
        statistic = unname(plain$statistic), p = plain$p.value,
        corrected = unname(corrected$statistic), corrected_p = corrected$p.value)
}
write(do.call(rbind, rows), "mcnemar.csv")

# ---- Pairs: t.test(paired = TRUE), of whole numbers ----
# sleep is that of "Student" (Biometrika 6, 1908), in tenths of hours; the others have differences
# far from 0, close to a whole number, and many.
set.seed(20221101)
pairs <- list(
    "Student 1908, sleep" = list(10 * sleep$extra[sleep$group == 1], 10 * sleep$extra[sleep$group == 2]),
    "two pairs" = list(c(3, 8), c(4, 12)),
    "no change on the whole" = list(c(1, 2, 3, 4), c(2, 1, 4, 3)),
    "far from zero" = list(c(0, 0, 0, 0, 0), -1e9 + c(1, 2, 3, 5, 8)),
    "all but one the same" = list(rep(0, 40), c(rep(7, 39), 8)),
    "meetings of 300 units" = { x <- rpois(300, 12); list(x, x + rpois(300, 3) - 2) })
rows <- list()
for (name in names(pairs)) {
    x <- pairs[[name]]
    test <- t.test(x[[2]], x[[1]], paired = TRUE)
    rows[[length(rows) + 1]] <- data.frame(name = name,
        differences = paste(format(round(x[[2]] - x[[1]]), scientific = FALSE, trim = TRUE), collapse = " "),
        t = unname(test$statistic), df = as.integer(test$parameter), p = test$p.value)
}
write(do.call(rbind, rows), "ttest.csv")

# ---- Two proportions: prop.test(correct = FALSE), z with the sign of the difference ----
rows <- list()
for (q in list(c(15, 25, 5, 25), c(30, 100, 45, 110), c(1, 50, 0, 40), c(999, 1717, 12, 38),
               c(7, 70, 3, 30))) {
    x <- suppressWarnings(prop.test(c(q[1], q[3]), c(q[2], q[4]), correct = FALSE))
    rows[[length(rows) + 1]] <- data.frame(k1 = as.integer(q[1]), n1 = as.integer(q[2]),
        k2 = as.integer(q[3]), n2 = as.integer(q[4]),
        z = sign(q[1] / q[2] - q[3] / q[4]) * sqrt(unname(x$statistic)), p = x$p.value)
}
write(do.call(rbind, rows), "proportions.csv")

# ---- Many tests: p.adjust() ----
p <- c(0.01, 0.0414, 0.031, 0.3, NA, 0.00001, 0.049, 0.98, 0.031, 0.6)
write(data.frame(p = p, bonferroni = p.adjust(p, "bonferroni"), bh = p.adjust(p, "BH")),
      "adjust.csv")

# ---- Strata: the stratified sample of schools of the package survey ----
# Each case is the sums of its strata and what survey says; y is measured from `origin`.
rows <- list()
add <- function(case, kind, y, x, domain, value, df, fpc = TRUE, origin = 0) {
    for (s in levels(apistrat$stype)) {
        i <- apistrat$stype == s
        rows[[length(rows) + 1]] <<- data.frame(case = case, kind = kind,
            sampled = sum(i), domain = sum(domain[i]), weight = apistrat$pw[i][1],
            fraction = if (fpc) sum(i) / apistrat$fpc[i][1] else 0,
            y = sum(y[i]), yy = sum(y[i]^2), x = sum(x[i]), xx = sum(x[i]^2),
            xy = sum(x[i] * y[i]), origin = origin, value = unname(coef(value)),
            se = as.vector(SE(value)), df = as.integer(df))
    }
}
design <- svydesign(ids = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)
open <- svydesign(ids = ~1, strata = ~stype, weights = ~pw, data = apistrat)
all <- rep(1, nrow(apistrat))
yes <- as.numeric(apistrat$sch.wide == "Yes")
award <- as.numeric(apistrat$awards == "Yes")
high <- as.numeric(apistrat$stype == "H")
add("svymean api00", "ratio", apistrat$api00 - 650, all, all, svymean(~api00, design),
    degf(design), origin = 650)
add("svymean api00 without fpc", "ratio", apistrat$api00 - 650, all, all,
    svymean(~api00, open), degf(open), FALSE, 650)
add("svytotal enroll", "total", apistrat$enroll, all, all, svytotal(~enroll, design),
    degf(design))
add("svyratio api.stu/enroll", "ratio", apistrat$api.stu, apistrat$enroll, all,
    svyratio(~api.stu, ~enroll, design), degf(design))
add("svymean sch.wide", "ratio", yes, all, all, svymean(~yes, update(design, yes = yes)),
    degf(design))
sub <- subset(update(design, award = award), sch.wide == "Yes")
add("svyby awards where sch.wide", "ratio", award * yes, yes, yes, svymean(~award, sub),
    degf(sub))
sub <- subset(update(design, award = award), stype == "H")
add("svyby awards in one stratum", "ratio", award * high, high, high, svymean(~award, sub),
    degf(sub))
sub <- subset(design, awards == "Yes")
add("svytotal enroll of a domain", "total", apistrat$enroll * award, award, award,
    svytotal(~enroll, sub), degf(sub))
write(do.call(rbind, rows), "strata.csv")

# ---- Quartiles: quantile(type = 7), quantile(type = 1), of whole numbers ----
rows <- list()
for (values in list(c(5), c(1, 2), c(-3, 0, 4, 10), c(2, 3, 5, 7, 11, 13, 17),
                    c(1, 1, 1, 2, 9, 9, 40, 41, 90, 91, 92, 100)))
    for (k in 1:3)
        rows[[length(rows) + 1]] <- data.frame(values = paste(values, collapse = " "), k = k,
            q = 4L, type7 = as.numeric(quantile(values, k / 4, type = 7)),
            type1 = as.numeric(quantile(values, k / 4, type = 1)))
write(do.call(rbind, rows), "quantiles.csv")
