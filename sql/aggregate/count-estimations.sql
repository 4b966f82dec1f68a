-- Of how many forms something was estimated or compared. $1 survey.
SELECT count(*)
FROM estimation
WHERE survey = $1
