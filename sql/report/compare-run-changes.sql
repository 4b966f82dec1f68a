-- The answers of survey $1 that changed after run $2, up to run $3, and why: form, unit, its name,
-- item (position), option (code, 0 without), run, its time, before, after, cause (correction,
-- decision, submission, or '' when only the configuration changed), file and ordinal of what brought
-- it. Ordered by form, unit, item, option, run.
WITH c AS MATERIALIZED (
    SELECT form, unit, run, item, option, former, value
    FROM changed_answer
    WHERE survey = $1 AND run > $2::bigint AND run <= $3::bigint
), corrected AS MATERIALIZED (
    SELECT form, unit, run, max(reply) AS source
    FROM correction
    WHERE survey = $1
    GROUP BY form, unit, run
), decided AS MATERIALIZED (
    SELECT form, unit, run, max(kind) AS kind, max(source) AS source, max(ordinal) AS ordinal
    FROM decision
    WHERE survey = $1
    GROUP BY form, unit, run
), sent AS MATERIALIZED (
    SELECT DISTINCT ON (form, unit, run) form, unit, run, source, ordinal
    FROM submission
    WHERE survey = $1 AND state <> 'rejected' AND unit IS NOT NULL
    ORDER BY form, unit, run, source DESC, ordinal DESC
), cause AS MATERIALIZED (
    SELECT c.form, c.unit, c.run, c.item, c.option, c.former, c.value,
           CASE WHEN s.run IS NOT NULL THEN 'submission'
                WHEN d.run IS NOT NULL THEN 'decision'
                WHEN k.run IS NOT NULL THEN 'correction' ELSE '' END AS cause,
           coalesce(s.source, d.source, k.source) AS source,
           coalesce(s.ordinal, d.ordinal, 0) AS ordinal
    FROM c
    LEFT JOIN sent s ON s.form = c.form AND s.unit = c.unit AND s.run = c.run
    LEFT JOIN decided d ON d.form = c.form AND d.unit = c.unit AND d.run = c.run
    LEFT JOIN corrected k ON k.form = c.form AND k.unit = c.unit AND k.run = c.run
)
SELECT x.form, x.unit, coalesce(u.name, '') AS name, x.item, x.option, x.run,
       to_char(r.started AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at,
       x.former, x.value, x.cause, coalesce(f.file, '') AS file, x.ordinal
FROM cause x
JOIN run r ON r.run = x.run
LEFT JOIN unit u ON u.survey = $1 AND u.form = x.form AND u.unit = x.unit
LEFT JOIN source f ON f.survey = $1 AND f.source = x.source
ORDER BY x.form COLLATE "C", x.unit COLLATE "C", x.item, x.option, x.run
