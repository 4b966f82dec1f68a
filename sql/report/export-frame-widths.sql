-- The bytes of the longest value of each column of the frame, over the units of form $2 of survey
-- $1. $3 the columns, a JSON array of their names; `position` counts from 1 in it.
SELECT c.position, coalesce(max(octet_length(u.frame ->> c.name)), 0) AS longest
FROM unit u
CROSS JOIN LATERAL jsonb_array_elements_text($3::jsonb) WITH ORDINALITY AS c(name, position)
WHERE u.survey = $1 AND u.form = $2
GROUP BY c.position
ORDER BY c.position
