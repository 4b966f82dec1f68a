-- The queries about submissions that count which nobody has replied to. $1 survey
WITH replied AS MATERIALIZED (
    SELECT DISTINCT survey, query FROM reply WHERE survey = $1
)
SELECT q.query, q.source, q.ordinal, i.code, i.item, i.raw, i.message, i.hint
FROM query q
JOIN submission s ON s.survey = q.survey AND s.source = q.source AND s.ordinal = q.ordinal
                 AND s.state = 'accepted'
JOIN query_item i ON i.survey = q.survey AND i.query = q.query
LEFT JOIN replied r ON r.survey = q.survey AND r.query = q.query
WHERE q.survey = $1 AND r.query IS NULL
ORDER BY q.query, i.position
