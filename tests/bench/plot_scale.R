# Draws time over the number of responses: plot_scale.R SCALE.csv PICTURE.png
# SCALE.csv has the columns program, responses and milliseconds, as run.sh writes them.
arguments <- commandArgs(trailingOnly = TRUE)
scale <- read.csv(arguments[1])
scale$seconds <- scale$milliseconds / 1000
looks <- data.frame(
    program = c("renkei", "duckdb", "datatable", "pandas", "postgres"),
    label = c("renkei (from start to exit, stored)", "DuckDB", "R data.table", "pandas", "PostgreSQL GROUP BY"),
    colour = c("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#666666"),
    symbol = c(16, 17, 15, 18, 8))

power_label <- function(exponents) parse(text = sprintf("10^%d", exponents))
png(arguments[2], width = 1600, height = 1000, res = 200, type = "cairo")
par(mar = c(4.2, 4.4, 1, 1), las = 1)
plot(scale$responses, scale$seconds, log = "xy", type = "n", axes = FALSE,
     xlab = "responses", ylab = "seconds")
x <- seq(floor(log10(min(scale$responses))), ceiling(log10(max(scale$responses))))
y <- seq(floor(log10(min(scale$seconds))), ceiling(log10(max(scale$seconds))))
axis(1, at = 10^x, labels = power_label(x))
axis(2, at = 10^y, labels = format(10^y, scientific = FALSE, trim = TRUE, drop0trailing = TRUE))
abline(h = 10^y, v = 10^x, col = "#DDDDDD")
for (i in seq_len(nrow(looks))) {
    line <- scale[scale$program == looks$program[i], ]
    line <- line[order(line$responses), ]
    lines(line$responses, line$seconds, type = "b", col = looks$colour[i], pch = looks$symbol[i],
          lwd = if (looks$program[i] == "renkei") 3 else 1.5)
}
shown <- looks$program %in% scale$program
legend("topleft", legend = looks$label[shown], col = looks$colour[shown], pch = looks$symbol[shown],
       lwd = 1.5, bty = "n", cex = 0.85)
box(col = "#888888")
invisible(dev.off())
