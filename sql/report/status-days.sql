-- What came when (seconds since 1970) for form $2 of survey $1: units that count now, at the moment
-- of their first submission; submissions; and how many of them were rejected. Only units whose class
-- in the banner at position $3 (from 1; 0: all units) is $4.
WITH s AS MATERIALIZED (
    SELECT floor(extract(epoch FROM o.received))::bigint AS received, s.unit, s.state
    FROM submission s
    JOIN source o ON o.survey = s.survey AND o.source = s.source
    JOIN unit u ON u.survey = s.survey AND u.form = s.form AND u.unit = s.unit
    WHERE s.survey = $1 AND s.form = $2 AND ($3::int = 0 OR u.classes[$3::int] = $4::int)
), f AS MATERIALIZED (
    SELECT s.unit, min(s.received) AS received
    FROM s
    JOIN response r ON r.survey = $1 AND r.form = $2 AND r.unit = s.unit
    WHERE s.state <> 'rejected'
    GROUP BY s.unit
), c AS MATERIALIZED (
    SELECT received, count(*) AS units, 0 AS submissions, 0 AS rejected
    FROM f
    GROUP BY received
    UNION ALL
    SELECT received, 0, count(*), count(*) FILTER (WHERE state = 'rejected')
    FROM s
    GROUP BY received
)
SELECT received, sum(units), sum(submissions), sum(rejected)
FROM c
GROUP BY received
ORDER BY received
