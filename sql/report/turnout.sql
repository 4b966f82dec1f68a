-- Units and answers of form $2 of survey $1: of the whole form (banner -1), and by every class of
-- the banners that divide by the frame. In `classes` the others are NULL. Units and responses are
-- put together by grouping, not by a join: right after a load, before the tables are analysed, a
-- join would run as a nested loop over all pairs.
WITH b AS MATERIALIZED (
    SELECT unit, classes, false AS answered
    FROM unit
    WHERE survey = $1 AND form = $2
    UNION ALL
    SELECT unit, NULL, true
    FROM response
    WHERE survey = $1 AND form = $2
), u AS MATERIALIZED (
    SELECT unit, max(classes) AS classes, bool_or(answered) AS answered
    FROM b
    GROUP BY unit
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
