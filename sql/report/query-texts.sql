-- What a unit wrote beside options. $1 survey, $2 form, $3 unit
SELECT i.question, i.row, t.option, t.value
FROM text t
JOIN item i ON i.survey = t.survey AND i.form = t.form AND i.item = t.item
WHERE t.survey = $1 AND t.form = $2 AND t.unit = $3 AND t.option <> 0
ORDER BY t.item, t.option
