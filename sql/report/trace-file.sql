-- The bytes of source $2 of survey $1 as they are archived: deflated or not, size of the file.
SELECT a.deflated, s.size, a.bytes
FROM archive a
JOIN source s ON s.survey = a.survey AND s.source = a.source
WHERE a.survey = $1 AND a.source = $2::int AND a.start = 0
