-- Run $2 of survey $1: what it did, when (ISO 8601, UTC) and who. No row if there is none.
SELECT verb, to_char(started AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at, who
FROM run
WHERE survey = $1 AND run = $2::bigint
