# All questions by all banners in data.table: count_datatable.R BASE.csv ROWS COUNTS.csv THREADS
# Reads the wide table, repeats it up to ROWS rows and counts; prints the milliseconds of counting
# alone and writes the counts (compare_counts.py).
suppressPackageStartupMessages(library(data.table))
arguments <- commandArgs(trailingOnly = TRUE)
rows <- as.integer(arguments[2])
setDTthreads(as.integer(arguments[4]))
base <- fread(arguments[1])
table <- base[rep_len(seq_len(nrow(base)), rows)]
banners <- grep("^b_", names(table), value = TRUE)
questions <- grep("^q_", names(table), value = TRUE)
numbers <- grep("^n_", names(table), value = TRUE)

started <- proc.time()[["elapsed"]]
counts <- rbindlist(lapply(questions, function(q) rbindlist(lapply(banners, function(b)
    setnames(table[, .N, by = c(b, q)], c("class", "code", "n"))[, `:=`(column = q, banner = b)]))))
statistics <- rbindlist(lapply(numbers, function(x) rbindlist(lapply(banners, function(b) {
    found <- table[!is.na(get(x)), {
        v <- as.numeric(get(x))
        q <- quantile(v, c(0.25, 0.5, 0.75), names = FALSE)
        .(n = .N, sum = sum(v), mean = mean(v), sd = sd(v), min = min(v),
          p25 = q[1], median = q[2], p75 = q[3], max = max(v))
    }, by = b]
    setnames(found, b, "class")[, `:=`(column = x, banner = b)]
}))))
cat(sprintf("%.1f\n", 1000 * (proc.time()[["elapsed"]] - started)))

fwrite(counts[, .("count", column, banner, class, code, n)], arguments[3], col.names = FALSE)
fwrite(statistics[, .("number", column, banner, class, n, sum, mean, sd, min, p25, median, p75, max)],
       arguments[3], append = TRUE, col.names = FALSE)
