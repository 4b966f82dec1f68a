-- Statistics that are other than in the recount by their definition; NULL where one side has no such
-- row. What a plain count shows (n, missing, sum, min, max) is compared there: compare-numbers.
-- $1 survey.
SELECT coalesce(s.form, r.form), coalesce(s.item, r.item), coalesce(s.banner, r.banner),
       coalesce(s.class, r.class), s.mean, s.sd, s.p25, s.median, s.p75,
       r.mean, r.sd, r.p25, r.median, r.p75
FROM (SELECT form, item, banner, class, mean, sd, p25, median, p75, quantiles
      FROM statistic WHERE survey = $1) AS s
FULL JOIN (SELECT form, item, banner, class, mean, sd, p25, median, p75, quantiles
           FROM statistic_recount WHERE survey = $1) AS r
       ON r.form = s.form AND r.item = s.item AND r.banner = s.banner AND r.class = s.class
WHERE s.form IS NULL OR r.form IS NULL
   OR s.mean IS DISTINCT FROM r.mean OR s.sd IS DISTINCT FROM r.sd
   OR s.p25 IS DISTINCT FROM r.p25 OR s.median IS DISTINCT FROM r.median
   OR s.p75 IS DISTINCT FROM r.p75 OR s.quantiles IS DISTINCT FROM r.quantiles
ORDER BY coalesce(s.form, r.form) COLLATE "C", 2, 3, 4
