-- The bytes of the longest text of each item and option (0: the answer itself) of form $2 of
-- survey $1; only of those that somebody wrote.
SELECT item, option, max(octet_length(value)) AS longest
FROM text
WHERE survey = $1 AND form = $2
GROUP BY item, option
ORDER BY item, option
