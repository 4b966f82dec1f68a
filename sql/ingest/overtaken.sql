-- Submissions that count, of units of which other ones came before in the same run: what the findings
-- need. Of the others no more than ten are named. $1 survey
WITH several AS MATERIALIZED (
    SELECT form, unit
    FROM incoming
    WHERE NOT rejected
    GROUP BY form, unit
    HAVING count(*) > 1
), counted AS MATERIALIZED (
    SELECT i.form, i.unit, i.source, i.ordinal, i.sheet, s.run, s.file
    FROM several v
    JOIN latest l ON l.form = v.form AND l.unit = v.unit
    JOIN incoming i ON i.source = l.source AND i.ordinal = l.ordinal
    JOIN source s ON s.survey = $1 AND s.source = i.source
), former AS MATERIALIZED (
    SELECT c.source, c.ordinal, s.file,
           row_number() OVER (PARTITION BY c.source, c.ordinal ORDER BY i.source) AS number
    FROM counted c
    JOIN incoming i ON i.form = c.form AND i.unit = c.unit AND NOT i.rejected
                   AND i.source < c.source
    JOIN source s ON s.survey = $1 AND s.source = i.source AND s.run = c.run
), listed AS MATERIALIZED (
    SELECT source, ordinal,
           string_agg(regexp_replace(file, '^.*/', ''), ', ' ORDER BY number) FILTER (WHERE number <= 10) ||
               CASE WHEN max(number) > 10 THEN ', …' ELSE '' END AS files
    FROM former
    GROUP BY source, ordinal
), found AS MATERIALIZED (
    SELECT f.source, f.ordinal, count(*) AS position
    FROM incoming_finding f
    JOIN listed l ON l.source = f.source AND l.ordinal = f.ordinal
    GROUP BY f.source, f.ordinal
)
SELECT c.source, c.ordinal, c.form, c.unit, l.files, c.file, coalesce(f.position, 0) AS position,
       c.sheet
FROM counted c
JOIN listed l ON l.source = c.source AND l.ordinal = c.ordinal
LEFT JOIN found f ON f.source = c.source AND f.ordinal = c.ordinal
ORDER BY c.source, c.ordinal
