-- What a unit answered, one row per item: the code of the item's first slot, a number or a text,
-- and the options chosen in words. $1 survey, $2 form, $3 unit
WITH n AS MATERIALIZED (                  -- has no key: looked through once, not once per item
    SELECT item, value FROM number WHERE survey = $1 AND form = $2 AND unit = $3
)
SELECT i.question, i.row, i.type, get_byte(r.codes, i.slot) AS code,
       coalesce(trim_scale(n.value)::text, t.value) AS value,
       string_agg(o.code::text || '. ' || o.label, E'\n' ORDER BY o.position) AS options
FROM response r
JOIN item i ON i.survey = r.survey AND i.form = r.form AND NOT i.derived
LEFT JOIN n ON n.item = i.item
LEFT JOIN text t ON t.survey = r.survey AND t.form = r.form AND t.unit = r.unit
                AND t.item = i.item AND t.option = 0
LEFT JOIN option o ON o.survey = i.survey AND o.form = i.form AND o.question = i.question
                  AND CASE i.type
                      WHEN 'single' THEN o.code = get_byte(r.codes, i.slot)
                      WHEN 'multiple' THEN get_byte(r.codes, i.slot + o.position) = 1
                      ELSE false END
WHERE r.survey = $1 AND r.form = $2 AND r.unit = $3
GROUP BY i.item, i.question, i.row, i.type, i.slot, r.codes, n.value, t.value
ORDER BY i.item
