-- How many units of form $2 of survey $1 count, and the bytes of the longest code of one.
SELECT count(*) AS units, coalesce(max(octet_length(unit)), 0) AS longest
FROM response
WHERE survey = $1 AND form = $2
