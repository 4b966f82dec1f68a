-- Strata whose answers do not stand for all units of the frame: of a question that everybody was
-- asked, the weighted base in the class must be the units of the class; in the total, class -1, those
-- of all strata that have answers. $1 survey, $2 form, $3 banner of the strata, $4 of the total.
WITH answered AS (
    SELECT count(*) AS count
    FROM response
    WHERE survey = $1 AND form = $2
), everybody AS (
    SELECT DISTINCT c.item
    FROM cell c
    CROSS JOIN answered a
    WHERE c.survey = $1 AND c.form = $2 AND c.banner = $4::int AND c.base = a.count
), stratum AS (
    SELECT c.position AS class, count(u.unit) AS units
    FROM class c
    JOIN banner b ON b.survey = c.survey AND b.form = c.form AND b.banner = c.banner
    LEFT JOIN unit u ON u.survey = c.survey AND u.form = c.form
                    AND u.classes[$3::int + 1] = c.position
    WHERE c.survey = $1 AND c.form = $2 AND b.position = $3::int
    GROUP BY c.position
), expected AS (
    SELECT $3::int AS banner, s.class, s.class AS named, s.units
    FROM stratum s
    JOIN weight w ON w.survey = $1 AND w.form = $2 AND w.class = s.class
    WHERE w.answered > 0
    UNION ALL
    SELECT $4::int, 0, -1, coalesce(sum(s.units), 0)::bigint
    FROM stratum s
    JOIN weight w ON w.survey = $1 AND w.form = $2 AND w.class = s.class
    WHERE w.answered > 0
)
SELECT x.named, x.units, min(e.weighted_base), max(e.weighted_base)
FROM expected x
JOIN estimate e ON e.survey = $1 AND e.form = $2 AND e.banner = x.banner AND e.class = x.class
JOIN everybody i ON i.item = e.item
GROUP BY x.named, x.units
HAVING min(e.weighted_base) <> x.units OR max(e.weighted_base) <> x.units
ORDER BY 1
