-- The submissions of a unit in the order of their arrival. $1 survey, $2 form, $3 unit
SELECT s.source, s.ordinal, s.state, f.file, to_char(f.received, 'YYYY-MM-DD')
FROM submission s
JOIN source f ON f.survey = s.survey AND f.source = s.source
WHERE s.survey = $1 AND s.form = $2 AND s.unit = $3
ORDER BY s.source, s.ordinal
