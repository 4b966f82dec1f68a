-- The readable definition of every statistic of a form, in two steps like recount.sql; all exact
-- decimals. Equal values are kept once, with how often they occur: the ranks from `low` to `high`,
-- counted from 0. Quartiles after Hyndman and Fan (1996), definition 7: with position = k (n - 1)
-- and rank = position / 4, rest = position % 4, the quartile is
-- ((4 - rest) x[rank] + rest x[rank + 1]) / 4; or definition 1: x[rank] with
-- rank = ceil(k n / 4) - 1. $1 survey, $2 form, $3 definition: 7 or 1.
WITH answered AS MATERIALIZED (
    SELECT i.item, r.classes, get_byte(r.codes, i.slot) AS code,
           CASE get_byte(r.codes, i.slot) WHEN 1 THEN n.value END AS value, count(*) AS count
    FROM response r
    JOIN item i ON i.survey = r.survey AND i.form = r.form AND i.type = 'number'
    LEFT JOIN number n ON n.unit = r.unit AND n.survey = r.survey AND n.form = r.form
                      AND n.item = i.item
    WHERE r.survey = $1 AND r.form = $2
    GROUP BY i.item, r.classes, 3, 4
), counted AS MATERIALIZED (
    SELECT a.item, b.position AS banner,
           get_byte(a.classes, 2 * b.position) * 256
               + get_byte(a.classes, 2 * b.position + 1) AS class,
           a.code, a.value, sum(a.count)::bigint AS count
    FROM answered a
    JOIN banner b ON b.survey = $1 AND b.form = $2
    GROUP BY a.item, b.position, 3, a.code, a.value
), asked AS (
    SELECT item, banner, class, sum(count)::bigint AS base
    FROM counted
    WHERE code <> 253
    GROUP BY item, banner, class
), ranked AS (
    SELECT item, banner, class, value, count,
           (sum(count) OVER ascending)::bigint - count AS low,
           (sum(count) OVER ascending)::bigint - 1 AS high,
           (sum(count) OVER (PARTITION BY item, banner, class))::bigint AS n
    FROM counted
    WHERE value IS NOT NULL
    WINDOW ascending AS (PARTITION BY item, banner, class ORDER BY value)
), weighted AS (
    SELECT r.item, r.banner, r.class, r.value, r.count, r.n, k.quartile,
           CASE WHEN k.position / 4 BETWEEN r.low AND r.high
                THEN 4 - k.position % 4 ELSE 0 END
               + CASE WHEN k.position / 4 + 1 BETWEEN r.low AND r.high
                      THEN k.position % 4 ELSE 0 END AS weight
    FROM ranked r
    CROSS JOIN LATERAL (
        SELECT q AS quartile,
               CASE $3::int WHEN 7 THEN q * (r.n - 1)
                            WHEN 1 THEN 4 * ((q * r.n + 3) / 4 - 1) END AS position
        FROM generate_series(1, 3) AS q
    ) AS k
), number_of AS (
    SELECT item, banner, class, min(n) AS n,
           sum(value * count) FILTER (WHERE quartile = 1) AS sum,
           sum(value * value * count) FILTER (WHERE quartile = 1) AS squares,
           min(value) AS min,
           sum(value * weight) FILTER (WHERE quartile = 1) * 0.25 AS p25,
           sum(value * weight) FILTER (WHERE quartile = 2) * 0.25 AS median,
           sum(value * weight) FILTER (WHERE quartile = 3) * 0.25 AS p75,
           max(value) AS max
    FROM weighted
    GROUP BY item, banner, class
)
INSERT INTO statistic_recount (survey, form, item, banner, class, n, missing, sum, mean, sd, min, p25,
                       median, p75, max, quantiles)
SELECT $1, $2, i.item, b.position, c.position, coalesce(v.n, 0),
       coalesce(a.base, 0) - coalesce(v.n, 0), trim_scale(coalesce(v.sum, 0)),
       round(v.sum / v.n, 4),
       round(sqrt((v.n * v.squares - v.sum * v.sum) / (v.n * nullif(v.n - 1, 0))), 4),
       trim_scale(v.min), trim_scale(v.p25), trim_scale(v.median), trim_scale(v.p75),
       trim_scale(v.max), $3::int
FROM item i
JOIN banner b ON b.survey = i.survey AND b.form = i.form
JOIN class c ON c.survey = b.survey AND c.form = b.form AND c.banner = b.banner
LEFT JOIN asked a ON a.item = i.item AND a.banner = b.position AND a.class = c.position
LEFT JOIN number_of v ON v.item = i.item AND v.banner = b.position AND v.class = c.position
WHERE i.survey = $1 AND i.form = $2 AND i.type = 'number'
ORDER BY i.item, b.position, c.position
