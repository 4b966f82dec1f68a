-- What is known of survey $1 as a whole: whether synthetic data were loaded, when the last file
-- came (seconds since 1970), and what belongs to no known unit: submissions, and files that could
-- not be read at all.
WITH s AS MATERIALIZED (
    SELECT count(*) AS submissions
    FROM submission s
    LEFT JOIN unit u ON u.survey = s.survey AND u.form = s.form AND u.unit = s.unit
    WHERE s.survey = $1 AND u.unit IS NULL
), f AS MATERIALIZED (
    SELECT count(DISTINCT f.source) AS files
    FROM finding f
    JOIN source o ON o.survey = f.survey AND o.source = f.source AND o.kind <> 'query'
    LEFT JOIN submission s ON s.survey = f.survey AND s.source = f.source
    WHERE f.survey = $1 AND f.ordinal = -1 AND f.severity = 'error' AND s.source IS NULL
), o AS MATERIALIZED (
    SELECT max(received) AS received
    FROM source
    WHERE survey = $1
)
SELECT v.synthetic, floor(extract(epoch FROM o.received))::bigint AS received,
       s.submissions, f.files
FROM survey v, s, f, o
WHERE v.survey = $1
