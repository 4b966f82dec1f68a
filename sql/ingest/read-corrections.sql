-- The corrections that count, the last of each answer, in the order of the submissions. $1 survey
SELECT DISTINCT ON (source, ordinal, item COLLATE "C") source, ordinal, item, form, unit, value
FROM correction
WHERE survey = $1
ORDER BY source, ordinal, item COLLATE "C", reply DESC
