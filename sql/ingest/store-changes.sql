-- Which answers differ from those before this run: the packed codes slot by slot, numbers and texts.
-- A text beside an option of a multiple question stands behind its tick: 1（点字）; of a single one
-- in a row of its own. $1 survey, $2 run
WITH pair AS MATERIALIZED (
    SELECT f.form, f.unit, f.codes AS former, r.codes AS codes
    FROM former f
    JOIN response r ON r.survey = $1 AND r.form = f.form AND r.unit = f.unit
), beside AS (
    SELECT form, unit, item, option, a.value AS former, b.value AS value
    FROM (SELECT t.form, t.unit, t.item, t.option, t.value
          FROM pair p
          JOIN former_text t ON t.form = p.form AND t.unit = p.unit AND t.option > 0) a
    FULL JOIN (SELECT t.form, t.unit, t.item, t.option, t.value
               FROM pair p
               JOIN text t ON t.survey = $1 AND t.form = p.form AND t.unit = p.unit
                          AND t.option > 0) b USING (form, unit, item, option)
    WHERE a.value IS DISTINCT FROM b.value
), slot AS (
    SELECT p.form, p.unit, i.item, coalesce(o.code, 0) AS option,
           code_value(get_byte(p.former, i.slot + coalesce(o.position, 0))) AS former,
           code_value(get_byte(p.codes, i.slot + coalesce(o.position, 0))) AS value
    FROM pair p
    JOIN item i ON i.survey = $1 AND i.form = p.form AND i.type IN ('single', 'multiple')
               AND NOT i.derived
               AND (substring(p.former, i.slot + 1, i.slot_count)
                    <> substring(p.codes, i.slot + 1, i.slot_count)
                    OR (p.form, p.unit, i.item) IN (SELECT form, unit, item FROM beside))
    LEFT JOIN option o ON i.type = 'multiple' AND o.survey = $1 AND o.form = i.form
                      AND o.question = i.question
), choice AS (
    SELECT form, unit, item, option,
           concat(s.former, CASE WHEN s.form IS NULL THEN b.former
                                 ELSE '（' || b.former || '）' END) AS former,
           concat(s.value, CASE WHEN s.form IS NULL THEN b.value
                                ELSE '（' || b.value || '）' END) AS value
    FROM slot s
    FULL JOIN beside b USING (form, unit, item, option)
), open_answer AS (
    SELECT p.form, p.unit, i.item, 0 AS option,
           coalesce(fn.value::text, ft.value, code_value(get_byte(p.former, i.slot))) AS former,
           coalesce(n.value::text, t.value, code_value(get_byte(p.codes, i.slot))) AS value
    FROM pair p
    JOIN item i ON i.survey = $1 AND i.form = p.form AND i.type IN ('number', 'text')
               AND NOT i.derived
    LEFT JOIN former_number fn ON fn.form = p.form AND fn.unit = p.unit AND fn.item = i.item
    LEFT JOIN former_text ft ON ft.form = p.form AND ft.unit = p.unit AND ft.item = i.item
                            AND ft.option = 0
    LEFT JOIN number n ON n.survey = $1 AND n.form = p.form AND n.unit = p.unit
                      AND n.item = i.item
    LEFT JOIN text t ON t.survey = $1 AND t.form = p.form AND t.unit = p.unit AND t.item = i.item
                    AND t.option = 0
)
INSERT INTO change (survey, form, unit, run, question, row, option, former, value)
SELECT $1, c.form, c.unit, $2::bigint, i.question, i.row, c.option, c.former, c.value
FROM (SELECT form, unit, item, option, former, value FROM choice
      UNION ALL
      SELECT form, unit, item, option, former, value FROM open_answer) c
JOIN item i ON i.survey = $1 AND i.form = c.form AND i.item = c.item
WHERE c.former <> c.value
