-- Estimates in the order of their cells.
COPY estimate (survey, form, item, option, banner, class, weighted_count, weighted_base, percent,
               se, effective_base, low, high)
FROM STDIN (FORMAT binary)
