-- The numbers of the submissions that count. $1 survey
INSERT INTO number (survey, form, unit, item, value)
SELECT $1, l.form, l.unit, n.item, trim_scale(n.value)
FROM incoming_number n
JOIN latest l ON l.source = n.source AND l.ordinal = n.ordinal AND NOT l.withdrawn
ORDER BY l.form, l.unit, n.item
