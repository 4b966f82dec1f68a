-- Weighted cells counted a second way: the weight of every unit from the frame itself, not from the
-- class packed in its response, and summed as a decimal of 40 places. Lists the cells whose stored
-- figures are not these, rounded: weighted count and base within half of 0.0001, percent within half
-- of 0.1. $1 survey, $2 form, $3 banner of the strata.
WITH stratum AS MATERIALIZED (
    SELECT u.classes[$3::int + 1] AS class,
           count(*)::numeric(60, 40) / nullif(count(r.unit), 0) AS weight
    FROM unit u
    LEFT JOIN response r ON r.unit = u.unit AND r.form = u.form AND r.survey = u.survey
    WHERE u.survey = $1 AND u.form = $2
    GROUP BY 1
), slot AS (
    SELECT i.slot + s.step AS slot
    FROM item i
    CROSS JOIN LATERAL generate_series(0, i.slot_count - 1) AS s(step)
    WHERE i.survey = $1 AND i.form = $2 AND i.type IN ('single', 'multiple')
), answered AS MATERIALIZED (
    SELECT r.classes, s.slot, get_byte(r.codes, s.slot) AS code, sum(t.weight) AS weight
    FROM response r
    JOIN unit u ON u.unit = r.unit AND u.form = r.form AND u.survey = r.survey
    JOIN stratum t ON t.class = u.classes[$3::int + 1]
    CROSS JOIN slot s
    WHERE r.survey = $1 AND r.form = $2
    GROUP BY r.classes, s.slot, get_byte(r.codes, s.slot)
), counted AS MATERIALIZED (
    SELECT a.slot, a.code, b.position AS banner,
           get_byte(a.classes, 2 * b.position) * 256
               + get_byte(a.classes, 2 * b.position + 1) AS class,
           sum(a.weight) AS weight
    FROM answered a
    CROSS JOIN (SELECT position FROM banner WHERE survey = $1 AND form = $2) AS b
    GROUP BY a.slot, a.code, b.position, 4
), asked AS MATERIALIZED (
    SELECT slot, banner, class, sum(weight) AS weight
    FROM counted
    WHERE code <> 253
    GROUP BY slot, banner, class
), answer AS (                           -- where each cell is counted, and by which code
    SELECT i.item, i.slot AS first, o.position AS option,
           CASE i.type WHEN 'single' THEN i.slot ELSE i.slot + o.position END AS slot,
           CASE i.type WHEN 'single' THEN o.code ELSE 1 END AS code
    FROM item i
    JOIN option o ON o.survey = i.survey AND o.form = i.form AND o.question = i.question
    WHERE i.survey = $1 AND i.form = $2 AND i.type IN ('single', 'multiple')
    UNION ALL
    SELECT i.item, i.slot, o.options + e.position, i.slot, 251 + e.position
    FROM item i
    JOIN (SELECT question, count(*)::int AS options
          FROM option WHERE survey = $1 AND form = $2 GROUP BY question) AS o
      ON o.question = i.question
    CROSS JOIN (VALUES (0), (1)) AS e(position)
    WHERE i.survey = $1 AND i.form = $2 AND i.type IN ('single', 'multiple')
), recounted AS (
    SELECT c.item, c.option, c.banner, c.class, coalesce(n.weight, 0) AS count,
           coalesce(k.weight, 0) AS base
    FROM cell c
    JOIN answer a ON a.item = c.item AND a.option = c.option
    LEFT JOIN counted n ON n.slot = a.slot AND n.code = a.code AND n.banner = c.banner
                       AND n.class = c.class
    LEFT JOIN asked k ON k.slot = a.first AND k.banner = c.banner AND k.class = c.class
    WHERE c.survey = $1 AND c.form = $2
)
SELECT r.item, r.option, r.banner, r.class, e.weighted_count, e.weighted_base, e.percent,
       round(r.count, 6), round(r.base, 6)
FROM recounted r
LEFT JOIN estimate e ON e.survey = $1 AND e.form = $2 AND e.item = r.item AND e.option = r.option
                    AND e.banner = r.banner AND e.class = r.class
WHERE e.weighted_count IS NULL OR e.weighted_base IS NULL
   OR abs(e.weighted_count - r.count) > 0.00005 + 1e-20
   OR abs(e.weighted_base - r.base) > 0.00005 + 1e-20
   OR (e.percent IS NULL) <> (r.base = 0)
   OR abs(e.percent * r.base - 100 * r.count) > (0.05 + 1e-20) * r.base
ORDER BY 1, 3, 4, 2
