-- The readable definition of every cell, counted by the database alone; $1 survey.
-- Codes: 251 NA, 252 INVALID, 253 not asked; in multiple questions 1 is ticked. Class 65535: none.
-- In two steps: first by what lies in each response, then over the result. So the same statement
-- runs where responses are distributed by unit.
WITH slot AS (                           -- each byte of response.codes that is counted
    SELECT i.form, i.slot + s.step AS slot
    FROM item i
    CROSS JOIN LATERAL generate_series(0, i.slot_count - 1) AS s(step)
    WHERE i.survey = $1 AND i.type IN ('single', 'multiple')
), answered AS MATERIALIZED (
    SELECT r.form, r.classes, s.slot, get_byte(r.codes, s.slot) AS code, count(*) AS count
    FROM response r
    JOIN slot s ON s.form = r.form
    WHERE r.survey = $1
    GROUP BY r.form, r.classes, s.slot, get_byte(r.codes, s.slot)
), counted AS MATERIALIZED (
    SELECT a.form, a.slot, a.code, b.position AS banner,
           get_byte(a.classes, 2 * b.position) * 256
               + get_byte(a.classes, 2 * b.position + 1) AS class,
           sum(a.count)::bigint AS count
    FROM answered a
    JOIN banner b ON b.survey = $1 AND b.form = a.form
    GROUP BY a.form, a.slot, a.code, b.position, 5
), place AS MATERIALIZED (               -- every item in every class, empty ones too
    SELECT i.form, i.item, i.question, i.type, i.slot, o.options, b.position AS banner,
           c.position AS class
    FROM item i
    JOIN (SELECT form, question, count(*)::int AS options
          FROM option WHERE survey = $1 GROUP BY form, question) AS o
      ON o.form = i.form AND o.question = i.question
    JOIN banner b ON b.survey = i.survey AND b.form = i.form
    JOIN class c ON c.survey = b.survey AND c.form = b.form AND c.banner = b.banner
    WHERE i.survey = $1 AND i.type IN ('single', 'multiple')
), asked AS MATERIALIZED (
    SELECT p.form, p.item, p.banner, p.class, p.options,
           coalesce(sum(n.count) FILTER (WHERE n.code <> 253), 0)::bigint AS base,
           coalesce(sum(n.count) FILTER (WHERE n.code = 251), 0)::bigint AS missing,
           coalesce(sum(n.count) FILTER (WHERE n.code = 252), 0)::bigint AS invalid
    FROM place p
    LEFT JOIN counted n ON n.form = p.form AND n.slot = p.slot
                       AND n.banner = p.banner AND n.class = p.class
    GROUP BY p.form, p.item, p.banner, p.class, p.options
), cell_count AS (
    SELECT p.form, p.item, p.banner, p.class, o.position AS option, coalesce(n.count, 0) AS count
    FROM place p
    JOIN option o ON o.survey = $1 AND o.form = p.form AND o.question = p.question
    LEFT JOIN counted n
           ON n.form = p.form AND n.banner = p.banner AND n.class = p.class
          AND n.slot = CASE p.type WHEN 'single' THEN p.slot ELSE p.slot + o.position END
          AND n.code = CASE p.type WHEN 'single' THEN o.code ELSE 1 END
    UNION ALL
    SELECT a.form, a.item, a.banner, a.class, a.options + e.position,
           CASE e.position WHEN 0 THEN a.missing ELSE a.invalid END
    FROM asked a
    CROSS JOIN (VALUES (0), (1)) AS e(position)
)
INSERT INTO recount (form, item, option, banner, class, count, base, valid)
SELECT c.form, c.item, c.option, c.banner, c.class, c.count,
       a.base, a.base - a.missing - a.invalid
FROM cell_count c
JOIN asked a ON a.form = c.form AND a.item = c.item AND a.banner = c.banner AND a.class = c.class
