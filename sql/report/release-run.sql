-- The last run of survey $1, 0 if there was none.
SELECT coalesce(max(run), 0) AS run
FROM run
WHERE survey = $1
