-- Where unit $2 of survey $1 stands, in each form that has it; a municipality also by its code without
-- the check digit.
SELECT s.form, s.name, s.state, s.source, s.open_errors, s.open_findings - s.open_errors AS warnings,
       s.query, u.invented, s.unit
FROM unit_state s
JOIN unit u ON u.survey = s.survey AND u.form = s.form AND u.unit = s.unit
WHERE s.survey = $1
  AND (s.unit = $2 OR (s.unit ~ '^[0-9]{6}$' AND length($2) = 5 AND left(s.unit, 5) = $2))
ORDER BY s.form COLLATE "C", s.unit COLLATE "C"
