-- Statistics in their order: form, item, banner, class.
COPY statistic (survey, form, item, banner, class, n, missing, sum, mean, sd, min, p25, median,
                p75, max, quantiles)
FROM STDIN (FORMAT binary)
