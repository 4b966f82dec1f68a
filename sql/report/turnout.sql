-- Units and answers of form $2 of survey $1: of the whole form (banner -1), and by every class of
-- the banners that divide by the frame. In `classes` the others are NULL.
WITH u AS MATERIALIZED (
    SELECT u.classes, r.unit IS NOT NULL AS answered
    FROM unit u
    LEFT JOIN response r ON r.survey = u.survey AND r.form = u.form AND r.unit = u.unit
    WHERE u.survey = $1 AND u.form = $2
), c AS MATERIALIZED (
    SELECT classes, count(*) AS units, count(*) FILTER (WHERE answered) AS answered
    FROM u
    GROUP BY classes
)
SELECT -1 AS banner, 0 AS class, coalesce(sum(units), 0) AS units,
       coalesce(sum(answered), 0) AS answered
FROM c
UNION ALL
SELECT k.banner - 1, k.class, sum(c.units), sum(c.answered)
FROM c
CROSS JOIN LATERAL unnest(c.classes) WITH ORDINALITY AS k(class, banner)
WHERE k.class IS NOT NULL
GROUP BY k.banner, k.class
ORDER BY banner, class
