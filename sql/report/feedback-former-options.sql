-- The options a form of a former survey offered. $1 survey, $2 form
SELECT question, position, code, label
FROM option
WHERE survey = $1 AND form = $2
ORDER BY question COLLATE "C", position
