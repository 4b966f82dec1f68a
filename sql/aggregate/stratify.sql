-- Counts the cells of a form by stratum, in two steps like recount.sql; only where somebody of the
-- stratum was asked. $1 survey, $2 form, $3 banner of the strata.
WITH slot AS (
    SELECT i.slot + s.step AS slot
    FROM item i
    CROSS JOIN LATERAL generate_series(0, i.slot_count - 1) AS s(step)
    WHERE i.survey = $1 AND i.form = $2 AND i.type IN ('single', 'multiple')
), answered AS MATERIALIZED (
    SELECT r.classes, s.slot, get_byte(r.codes, s.slot) AS code, count(*) AS count
    FROM response r
    CROSS JOIN slot s
    WHERE r.survey = $1 AND r.form = $2
    GROUP BY r.classes, s.slot, get_byte(r.codes, s.slot)
), counted AS MATERIALIZED (
    SELECT a.slot, a.code, b.position AS banner,
           get_byte(a.classes, 2 * b.position) * 256
               + get_byte(a.classes, 2 * b.position + 1) AS class,
           get_byte(a.classes, 2 * $3::int) * 256
               + get_byte(a.classes, 2 * $3::int + 1) AS stratum,
           sum(a.count)::bigint AS count
    FROM answered a
    CROSS JOIN (SELECT position FROM banner WHERE survey = $1 AND form = $2) AS b
    GROUP BY a.slot, a.code, b.position, 4, 5
), asked AS MATERIALIZED (
    SELECT i.item, i.question, i.type, i.slot, n.banner, n.class, n.stratum,
           coalesce(sum(n.count) FILTER (WHERE n.code <> 253), 0)::bigint AS base,
           coalesce(sum(n.count) FILTER (WHERE n.code = 251), 0)::bigint AS missing,
           coalesce(sum(n.count) FILTER (WHERE n.code = 252), 0)::bigint AS invalid
    FROM item i
    JOIN counted n ON n.slot = i.slot
    WHERE i.survey = $1 AND i.form = $2 AND i.type IN ('single', 'multiple')
    GROUP BY i.item, i.question, i.type, i.slot, n.banner, n.class, n.stratum
), cell_count AS (
    SELECT a.item, o.position AS option, a.banner, a.class, a.stratum,
           coalesce(n.count, 0) AS count, a.base
    FROM asked a
    JOIN option o ON o.survey = $1 AND o.form = $2 AND o.question = a.question
    LEFT JOIN counted n
           ON n.banner = a.banner AND n.class = a.class AND n.stratum = a.stratum
          AND n.slot = CASE a.type WHEN 'single' THEN a.slot ELSE a.slot + o.position END
          AND n.code = CASE a.type WHEN 'single' THEN o.code ELSE 1 END
    UNION ALL
    SELECT a.item, o.options + e.position, a.banner, a.class, a.stratum,
           CASE e.position WHEN 0 THEN a.missing ELSE a.invalid END, a.base
    FROM asked a
    JOIN (SELECT question, count(*)::int AS options
          FROM option WHERE survey = $1 AND form = $2 GROUP BY question) AS o
      ON o.question = a.question
    CROSS JOIN (VALUES (0), (1)) AS e(position)
)
INSERT INTO stratum_count (item, option, banner, class, stratum, count, base)
SELECT item, option, banner, class, stratum, count, base
FROM cell_count
WHERE base > 0
