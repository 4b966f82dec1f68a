# McNemar's p values of R for all numbers of moves that the test can have:
#   Rscript tests/data/compare/mcnemar.R > tests/data/compare/mcnemar.csv
cat("gained,lost,exact,corrected\n")
for (gained in 0:30) for (lost in 0:30) {
  if (gained + lost == 0) next
  exact <- binom.test(min(gained, lost), gained + lost)$p.value
  corrected <- mcnemar.test(matrix(c(10, lost, gained, 10), 2))$p.value
  cat(sprintf("%d,%d,%.10g,%.10g\n", gained, lost, exact, corrected))
}
