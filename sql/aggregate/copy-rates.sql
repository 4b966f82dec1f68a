-- The parts of rates in their order: form, then as configured, banner, class.
COPY rate (survey, form, item, per, banner, class, n, left_out, sum, denominator)
FROM STDIN (FORMAT binary)
