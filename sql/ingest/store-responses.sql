-- The packed answers of the submissions that count. $1 survey
INSERT INTO response (survey, form, unit, source, ordinal, classes, codes, numbers)
SELECT $1, i.form, i.unit, i.source, i.ordinal, i.classes, i.codes, i.numbers
FROM incoming i
JOIN latest l ON l.source = i.source AND l.ordinal = i.ordinal AND NOT l.withdrawn
ORDER BY i.form, i.unit
