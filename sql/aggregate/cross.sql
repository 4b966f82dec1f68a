-- A question by the answers to a single-answer item, counted from the packed codes: per row of the
-- question, answer and class (code of the other item). Every combination is there, with count 0
-- too; answers are the options in their order, then 251 NA and 252 INVALID, and so are the classes.
-- base: asked; valid: answered usably. In two steps like recount.sql.
-- $1 survey, $2 form, $3 first item of the question, $4 how many items, $5 the item it is by.
WITH crossed AS (
    SELECT i.item, i.type, i.slot, i.slot_count, i.question, k.slot AS by_slot,
           k.question AS by_question
    FROM item i
    JOIN item k ON k.survey = i.survey AND k.form = i.form AND k.item = $5::int
    WHERE i.survey = $1 AND i.form = $2 AND i.item >= $3::int AND i.item < $3::int + $4::int
), slot AS (
    SELECT c.item, c.by_slot, c.slot + s.step AS slot
    FROM crossed c
    CROSS JOIN LATERAL generate_series(0, c.slot_count - 1) AS s(step)
), counted AS MATERIALIZED (
    SELECT s.item, s.slot, get_byte(r.codes, s.slot) AS code,
           get_byte(r.codes, s.by_slot) AS class, count(*) AS count
    FROM response r
    CROSS JOIN slot s
    WHERE r.survey = $1 AND r.form = $2
    GROUP BY s.item, s.slot, get_byte(r.codes, s.slot), get_byte(r.codes, s.by_slot)
), answer AS (
    SELECT c.item, o.position, o.code, c.slot + CASE c.type WHEN 'single' THEN 0
                                                            ELSE o.position END AS slot,
           CASE c.type WHEN 'single' THEN o.code ELSE 1 END AS sought
    FROM crossed c
    JOIN option o ON o.survey = $1 AND o.form = $2 AND o.question = c.question
    UNION ALL
    SELECT c.item, e.code, e.code, c.slot, e.code
    FROM crossed c
    CROSS JOIN (VALUES (251), (252)) AS e(code)
), class AS (
    SELECT DISTINCT o.position, o.code
    FROM crossed c
    JOIN option o ON o.survey = $1 AND o.form = $2 AND o.question = c.by_question
    UNION ALL
    SELECT e.code, e.code
    FROM (VALUES (251), (252)) AS e(code)
), asked AS (
    SELECT c.item, n.class,
           coalesce(sum(n.count) FILTER (WHERE n.code <> 253), 0)::bigint AS base,
           coalesce(sum(n.count) FILTER (WHERE n.code NOT IN (251, 252, 253)), 0)::bigint AS valid
    FROM crossed c
    JOIN counted n ON n.item = c.item AND n.slot = c.slot
    GROUP BY c.item, n.class
)
SELECT a.item, a.code, k.code, coalesce(n.count, 0), coalesce(b.base, 0), coalesce(b.valid, 0)
FROM answer a
CROSS JOIN class k
LEFT JOIN counted n ON n.item = a.item AND n.slot = a.slot AND n.code = a.sought
                   AND n.class = k.code
LEFT JOIN asked b ON b.item = a.item AND b.class = k.code
ORDER BY a.item, k.position, a.position
