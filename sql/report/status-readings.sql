-- The answers of unit $3 of form $2 of survey $1, in the submission that counts, that were read by a
-- rule and not as they stand: column, as typed, what it was taken for, rule.
SELECT g.item, g.raw, g.reading, g.rule
FROM reading g
JOIN response r ON r.survey = g.survey AND r.form = g.form AND r.unit = g.unit
               AND r.source = g.source AND r.ordinal = g.ordinal
WHERE g.survey = $1 AND g.form = $2 AND g.unit = $3
ORDER BY g.item COLLATE "C"
