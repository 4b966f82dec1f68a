# R's paired t test of the pairs that expected.py found:
#   Rscript tests/data/compare/ttest.R        reads pairs.csv and writes ttest.csv beside it
folder <- "tests/data/compare/"
pairs <- read.csv(paste0(folder, "pairs.csv"))
cat("item,t,df,p\n", file = paste0(folder, "ttest.csv"))
for (item in unique(pairs$item)) {
  own <- pairs[pairs$item == item, ]
  test <- t.test(own$later, own$earlier, paired = TRUE)
  cat(sprintf("%s,%.17g,%d,%.17g\n", item, test$statistic, test$parameter, test$p.value),
      file = paste0(folder, "ttest.csv"), append = TRUE)
}
