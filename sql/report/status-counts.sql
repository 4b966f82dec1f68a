-- Units of form $2 of survey $1 by state: of the whole form (banner -1), and by every class of the
-- banners that divide by the frame. Only units whose class in the banner at position $3 (from 1;
-- 0: all units) is $4.
WITH c AS MATERIALIZED (
    SELECT u.classes, s.state, count(*) AS units,
           count(*) FILTER (WHERE u.invented) AS invented,
           count(*) FILTER (WHERE s.open_findings > 0) AS asking,
           sum(s.open_errors)::bigint AS errors,
           sum(s.open_findings - s.open_errors)::bigint AS warnings
    FROM unit_state s
    JOIN unit u ON u.survey = s.survey AND u.form = s.form AND u.unit = s.unit
    WHERE s.survey = $1 AND s.form = $2 AND ($3::int = 0 OR u.classes[$3::int] = $4::int)
    GROUP BY u.classes, s.state
)
SELECT -1 AS banner, 0 AS class, state, sum(units) AS units, sum(invented) AS invented,
       sum(asking) AS asking, sum(errors) AS errors, sum(warnings) AS warnings
FROM c
GROUP BY state
UNION ALL
SELECT k.banner - 1, k.class, c.state, sum(c.units), sum(c.invented), sum(c.asking),
       sum(c.errors), sum(c.warnings)
FROM c
CROSS JOIN LATERAL unnest(c.classes) WITH ORDINALITY AS k(class, banner)
WHERE k.class IS NOT NULL
GROUP BY k.banner, k.class, c.state
ORDER BY banner, class, state
