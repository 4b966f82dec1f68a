-- The texts of the submissions that count. $1 survey
INSERT INTO text (survey, form, unit, item, option, value)
SELECT $1, l.form, l.unit, t.item, t.option, t.value
FROM incoming_text t
JOIN latest l ON l.source = t.source AND l.ordinal = t.ordinal AND NOT l.withdrawn
ORDER BY l.form, l.unit, t.item, t.option
