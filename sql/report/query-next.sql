-- The number of the next query. $1 survey
SELECT coalesce(max(query), 0) + 1 FROM query WHERE survey = $1
