-- Everything that reads the results next needs to know how many there are; what is in the columns that
-- nothing is searched by does not matter, and would take longest.
ANALYZE cell_block (survey, form), statistic (survey, form, item), estimate (survey, form, item),
        comparison (survey, form, item), comparison_letter (survey, form, item)
