-- Everything that reads the results next needs to know how many there are.
ANALYZE cell, statistic, estimate, comparison, comparison_letter
