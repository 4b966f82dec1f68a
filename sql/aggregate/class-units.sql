-- Units of a form and how many of them answered: of the whole form (banner -1), and by every class
-- of the banners that divide by the frame. $1 survey, $2 form.
WITH c AS MATERIALIZED (
    SELECT u.classes, count(*) AS units, count(r.unit) AS answered
    FROM unit u
    LEFT JOIN response r ON r.unit = u.unit AND r.form = u.form AND r.survey = u.survey
    WHERE u.survey = $1 AND u.form = $2
    GROUP BY u.classes
)
SELECT -1 AS banner, 0 AS class, coalesce(sum(units), 0)::bigint AS units,
       coalesce(sum(answered), 0)::bigint AS answered
FROM c
UNION ALL
SELECT (k.banner - 1)::int, k.class, sum(c.units)::bigint, sum(c.answered)::bigint
FROM c
CROSS JOIN LATERAL unnest(c.classes) WITH ORDINALITY AS k(class, banner)
WHERE k.class IS NOT NULL
GROUP BY k.banner, k.class
ORDER BY banner, class
