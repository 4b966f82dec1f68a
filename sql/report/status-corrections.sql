-- The answers of the submissions of unit $3 of form $2 of survey $1 that the unit corrected: when
-- (seconds since 1970), column, as typed, in its place, and the file that brought it.
WITH i AS MATERIALIZED (
    SELECT r.source AS reply, q.source, q.ordinal, i.item, min(i.raw) AS raw
    FROM query q
    JOIN query_item i ON i.survey = q.survey AND i.query = q.query
    JOIN reply r ON r.survey = i.survey AND r.query = i.query AND r.position = i.position
    WHERE q.survey = $1 AND q.form = $2 AND q.unit = $3
    GROUP BY r.source, q.source, q.ordinal, i.item
)
SELECT floor(extract(epoch FROM r.started))::bigint AS at, c.item, coalesce(i.raw, '') AS raw,
       c.value, coalesce(o.file, '') AS file
FROM correction c
JOIN run r ON r.run = c.run
LEFT JOIN source o ON o.survey = c.survey AND o.source = c.reply
LEFT JOIN i ON i.reply = c.reply AND i.source = c.source AND i.ordinal = c.ordinal
           AND i.item = c.item
WHERE c.survey = $1 AND c.form = $2 AND c.unit = $3
ORDER BY c.run, c.source, c.ordinal, c.item COLLATE "C", c.reply
