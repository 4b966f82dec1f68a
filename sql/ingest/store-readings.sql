-- The answers read by a rule of all submissions that are kept and were not rejected. $1 survey
INSERT INTO reading (survey, source, ordinal, form, unit, item, raw, reading, rule)
SELECT $1, i.source, i.ordinal, i.form, i.unit, r.item, r.raw, r.reading, r.rule
FROM incoming_reading r
JOIN incoming i ON i.source = r.source AND i.ordinal = r.ordinal AND NOT i.rejected
ORDER BY i.source, i.ordinal, r.item
