-- The recounted statistics of a form become its statistics, in their order. $1 survey, $2 form.
INSERT INTO statistic (survey, form, item, banner, class, n, missing, sum, mean, sd, min, p25,
                       median, p75, max, quantiles)
SELECT survey, form, item, banner, class, n, missing, sum, mean, sd, min, p25, median, p75, max,
       quantiles
FROM statistic_recount
WHERE survey = $1 AND form = $2
ORDER BY item, banner, class
