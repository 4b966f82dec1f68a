# What `renkei report` must write of this sample, computed by R from the answers and the frame:
#     Rscript expected.R         in this folder, writes expected/*.csv
# survey (svyratio of indicators on the stratified design with fpc, svyciprop method logit),
# chisq.test, fisher.test, prop.test, p.adjust. Debian: r-base-core, r-cran-survey.
library(survey)
options(survey.lonely.psu = "fail")
level <- 0.95; test_level <- 0.1; smallest <- 8

read <- function(file) read.csv(file, colClasses = "character", fileEncoding = "UTF-8")
frame <- read("configs/frames/school-2024.csv")
d <- merge(frame, read("in/school.csv"), by.x = "code", by.y = "unit")
d$pupils_class <- findInterval(as.numeric(d$pupils), c(100, 300)) + 1

# One slot per answer: a code, NA, INVALID or "" (not asked).
single <- function(x, codes) ifelse(x == "", "NA", ifelse(x %in% codes, x, "INVALID"))
d$lunch_value <- single(d$lunch, c("1", "2", "3"))
d$cook_value <- ifelse(d$lunch_value %in% c("1", "2"), single(d$cook, c("1", "2")), "")
blank <- d$clubs.1 != "1" & d$clubs.2 != "1" & d$clubs.9 != "1"
both <- d$clubs.9 == "1" & (d$clubs.1 == "1" | d$clubs.2 == "1")
clubs <- function(x) ifelse(both, "INVALID", ifelse(blank, "NA", ifelse(x == "1", "yes", "no")))

option <- function(code, label, hit) list(code = code, label = label, hit = hit)
item <- function(id, value, codes, labels) {
    options <- Map(function(c, l) option(c, l, value == c), c(codes, "NA", "INVALID"),
                   c(labels, "無回答", "不明"))
    list(id = id, type = "single", asked = value != "", valid = value %in% codes,
         options = unname(options))
}
items <- list(
    item("lunch", d$lunch_value, c("1", "2", "3"), c("自校", "共同調理場", "委託")),
    list(id = "clubs", type = "multiple", asked = rep(TRUE, nrow(d)), valid = !blank & !both,
         options = list(option("1", "畑", clubs(d$clubs.1) == "yes"),
                        option("2", "調理", clubs(d$clubs.2) == "yes"),
                        option("9", "なし", clubs(d$clubs.9) == "yes"),
                        option("NA", "無回答", blank), option("INVALID", "不明", both))),
    item("cook", d$cook_value, c("1", "2"), c("はい", "いいえ")))
class <- function(key, label, inside, answer = TRUE)
    list(key = key, label = label, inside = inside, answer = answer)
banners <- list(
    list(id = "total", classes = list(class("all", "全体", rep(TRUE, nrow(d))))),
    list(id = "district", classes = Map(function(k, l) class(k, l, d$district_no == k),
         c("1", "2", "3", "4"), c("東部", "西部", "南部", "北部"))),
    list(id = "pupils", classes = Map(function(k, l) class(k, l, d$pupils_class == k),
         c("1", "2", "3"), c("100人未満", "100人以上300人未満", "300人以上"))),
    list(id = "lunch", classes = Map(
         function(k, l) class(k, l, d$lunch_value == k, !k %in% c("NA", "INVALID")),
         c("1", "2", "3", "NA", "INVALID"), c("自校", "共同調理場", "委託", "無回答", "不明"))))

# ---- Weights: integers over a common denominator, so that rounding is exact ----
units <- table(factor(frame$district_no, c("1", "2", "3", "4")))
answered <- table(factor(d$district_no, c("1", "2", "3", "4")))
d$N <- as.numeric(units[d$district_no])
d$n <- as.numeric(answered[d$district_no])
common <- prod(unique(d$n))
d$whole <- d$N * common / d$n
half_up <- function(a, b) floor((2 * a + b) / (2 * b))
fixed <- function(x, decimals) sprintf(paste0("%.", decimals, "f"), x)

interval <- function(y, domain) {
    base <- svydesign(ids = ~1, strata = ~district_no, fpc = ~N,
                      data = cbind(d, y = as.numeric(y), x = as.numeric(domain)))
    ratio <- svyratio(~y, ~x, base)
    ci <- c(NA, NA)
    p <- as.vector(coef(ratio))
    if (p > 1e-9 && p < 1 - 1e-9 && as.vector(SE(ratio)) > 1e-12)
        ci <- as.vector(confint(svyciprop(~y, subset(base, x == 1), method = "logit",
                                          level = level)))
    else if (p > 1e-9 && p < 1 - 1e-9) ci <- c(p, p)
    list(se = as.vector(SE(ratio)), ci = ci)
}
estimates <- list()
for (i in items) for (b in banners) for (c in b$classes) for (o in i$options) {
    domain <- i$asked & c$inside
    y <- o$hit & domain
    count <- sum(d$whole[y]); base <- sum(d$whole[domain])
    row <- c("school", "school", i$id, "", o$code, o$label, b$id, c$key, c$label, sum(y),
             sum(domain), fixed(half_up(count * 1e4, common) / 1e4, 4),
             fixed(half_up(base * 1e4, common) / 1e4, 4))
    if (base == 0) row <- c(row, "", "", "", "", "")
    else {
        s <- interval(y, domain)
        ok <- !is.na(s$ci[1]) && sum(domain) - length(unique(d$district_no[domain])) >= 1
        row <- c(row, fixed(half_up(1000 * count, base) / 10, 1), fixed(100 * s$se, 4),
                 fixed(half_up(10 * base^2, sum(d$whole[domain]^2)) / 10, 1),
                 if (ok) fixed(100 * s$ci, 2) else c("", ""))
    }
    estimates[[length(estimates) + 1]] <- c(row, "logit", "0.95", "district")
}

# Without weights, method wilson: every class a simple random sample of its units, the two roots of
# the score equation found numerically; where an answer divides, f of the whole form.
roots <- function(p, n, level) {
    z <- qnorm((1 + level) / 2)
    score <- function(P) (p - P)^2 - z^2 * P * (1 - P) / n
    root <- function(a, b) uniroot(score, c(a, b), tol = 1e-14)$root
    # p itself is a root for 0 and 1: the other one is looked for
    c(if (p == 0) 0 else root(0, if (p == 1) 1 - 1e-9 else p),
      if (p == 1) 1 else root(if (p == 0) 1e-9 else p, 1))
}
plain <- list()
for (i in items) for (b in banners) for (c in b$classes) for (o in i$options) {
    domain <- i$asked & c$inside
    k <- sum(o$hit & domain); n <- sum(domain)
    there <- switch(b$id, district = frame$district_no == c$key,
                    pupils = findInterval(as.numeric(frame$pupils), c(100, 300)) + 1 == c$key,
                    rep(TRUE, nrow(frame)))
    f <- if (b$id == "lunch") nrow(d) / nrow(frame) else sum(c$inside) / sum(there)
    ci <- if (n == 0) c("", "") else if (f == 1) rep(fixed(100 * k / n, 2), 2)
          else fixed(100 * roots(k / n, (n - f) / (1 - f), 0.9), 2)
    plain[[length(plain) + 1]] <- c("school", "school", i$id, "", o$code, o$label, b$id, c$key,
        c$label, k, n, "", "", "", "", "", ci, "wilson", "0.9", "")
}

# With weights, method wilson: the effective base that gives the standard error of the design; where
# that is 0, Kish's, corrected by f of the strata that take part.
wilson <- estimates
index <- 0
for (i in items) for (b in banners) for (c in b$classes) for (o in i$options) {
    index <- index + 1
    wilson[[index]][19:20] <- c("wilson", "0.9")
    domain <- i$asked & c$inside
    if (!any(domain)) next
    p <- sum(d$whole[o$hit & domain]) / sum(d$whole[domain])
    se <- interval(o$hit & domain, domain)$se
    in_strata <- names(units) %in% d$district_no[domain]
    f <- sum(answered[in_strata]) / sum(units[in_strata])
    n <- if (se > 1e-12) p * (1 - p) / se^2
         else (sum(d$whole[domain])^2 / sum(d$whole[domain]^2) - f) / (1 - f)
    ci <- if (f == 1) c(p, p) else roots(p, n, 0.9)
    wilson[[index]][17:18] <- fixed(100 * ci, 2)
}

# ---- Tests of valid answers ----
remark <- c(same = "表側が同じ設問のため検定しない", base = "基数が小さいため検定しない",
            answer = "回答がすべて同じため検定しない", none = "無回答・不明の区分のため比較しない")
test <- function(counts, same) { # options by classes
    n <- sum(counts)
    if (same) return(c(n, "", "", "", "", "", remark["same"]))
    if (n < smallest) return(c(n, "", "", "", "", "", remark["base"]))
    live <- counts[rowSums(counts) > 0, colSums(counts) > 0, drop = FALSE]
    if (nrow(live) < 2) return(c(n, "", "", "", "", "", remark["answer"]))
    x <- suppressWarnings(chisq.test(live, correct = FALSE))
    exact <- if (min(x$expected) < 5) fixed(fisher.test(live)$p.value, 6) else ""
    c(n, fixed(x$statistic, 4), x$parameter, fixed(x$p.value, 6),
      fixed(sqrt(x$statistic / (n * (min(dim(live)) - 1))), 4), exact, "")
}
comparisons <- list()
letter <- list()
for (i in items) for (b in banners[-1]) {
    same <- b$id == i$id
    real <- Filter(function(o) !o$code %in% c("NA", "INVALID"), i$options)
    keep <- Filter(function(c) c$answer, b$classes)
    counts <- sapply(keep, function(c) sapply(real, function(o) sum(o$hit & i$valid & c$inside)))
    valid <- sapply(keep, function(c) sum(i$valid & c$inside))
    head <- c("school", "school", i$id, "")
    if (i$type == "single")
        comparisons[[length(comparisons) + 1]] <- c(head, "", "", b$id, test(counts, same))
    for (k in seq_along(real)) {
        o <- real[[k]]
        if (i$type == "multiple")
            comparisons[[length(comparisons) + 1]] <-
                c(head, o$code, o$label, b$id, test(rbind(counts[k, ], valid - counts[k, ]), same))
        names <- LETTERS[seq_along(b$classes)]
        n <- sapply(b$classes, function(c) if (c$answer) sum(i$valid & c$inside) else 0)
        hits <- sapply(b$classes,
                       function(c) if (c$answer) sum(o$hit & i$valid & c$inside) else 0)
        compared <- which(n >= smallest & !same)
        p <- matrix(NA, length(n), length(n))
        for (l in compared) for (r in compared) if (l < r)
            p[l, r] <- suppressWarnings(prop.test(hits[c(l, r)], n[c(l, r)], correct = FALSE))$p.value
        p[] <- p.adjust(p, "bonferroni")
        for (c in seq_along(n)) {
            below <- Filter(function(r) {
                q <- if (r > c) p[c, r] else p[r, c]
                r != c && !is.na(q) && q < test_level && hits[c] / n[c] > hits[r] / n[r]
            }, compared)
            why <- if (same) remark["same"] else if (!b$classes[[c]]$answer) remark["none"]
                   else if (n[c] < smallest) remark["base"] else ""
            letter[[length(letter) + 1]] <- c(head, o$code, o$label, b$id, b$classes[[c]]$key,
                b$classes[[c]]$label, names[c], hits[c], n[c],
                if (n[c] > 0) fixed(half_up(1000 * hits[c], n[c]) / 10, 1) else "",
                if (c %in% compared) paste(names[below], collapse = " ") else "", "0.1",
                "bonferroni", smallest, why)
        }
    }
}
weights <- Map(function(k, l) c("school", "school", "district", k, l, units[k], answered[k],
    if (answered[k] > 0) fixed(units[k] / answered[k], 4) else "",
    if (answered[k] > 0) "" else "回答がなく、この区分の団体は代表されない"),
    c("1", "2", "3", "4"), c("東部", "西部", "南部", "北部"))

# ---- Files ----
save <- function(rows, header, file) {
    out <- file(file.path("expected", file), "wb")
    line <- function(x) paste0(paste0('"', x, '"', collapse = ","), "\r\n")
    text <- paste0(c("\ufeff", line(header), sapply(rows, line)), collapse = "")
    writeBin(charToRaw(enc2utf8(text)), out)
    close(out)
}
dir.create("expected", showWarnings = FALSE)
common_header <- c("survey", "form", "question", "row", "option", "option_label", "banner")
estimates_header <- c(common_header, "class", "class_label", "count", "base", "weighted_count",
    "weighted_base", "weighted_percent", "se", "effective_base", "low", "high", "method", "level",
    "stratum")
save(estimates, estimates_header, "estimates.csv")
save(plain, estimates_header, "estimates-wilson.csv")
save(wilson, estimates_header, "estimates-weighted-wilson.csv")
save(comparisons, c(common_header, "n", "chi_square", "df", "p", "cramers_v", "exact_p", "remark"),
     "comparisons.csv")
save(letter, c(common_header, "class", "class_label", "letter", "count", "valid", "percent_valid",
    "above", "level", "correction", "smallest_base", "remark"), "comparison-letters.csv")
save(weights, c("survey", "form", "banner", "class", "class_label", "units", "answered", "weight",
    "remark"), "weights.csv")
