-- The queries that were sent out, each with its items. $1 survey
SELECT q.query, q.form, q.unit, q.source, q.ordinal, r.unit IS NOT NULL AS current,
       i.position, i.code, i.item
FROM query q
LEFT JOIN response r ON r.survey = q.survey AND r.form = q.form AND r.unit = q.unit
                    AND r.source = q.source AND r.ordinal = q.ordinal
LEFT JOIN query_item i ON i.survey = q.survey AND i.query = q.query
WHERE q.survey = $1
ORDER BY q.query, i.position
