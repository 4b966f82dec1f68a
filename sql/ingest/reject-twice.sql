-- Rejects all rows of a unit that stands more than once in one file: which of them is meant is not
-- for us to guess. Returns what the findings need.
WITH twice AS MATERIALIZED (
    SELECT source, form, unit, string_agg(ordinal::text, ', ' ORDER BY ordinal) AS lines
    FROM incoming
    WHERE NOT rejected
    GROUP BY source, form, unit
    HAVING count(*) > 1
), changed AS (
    UPDATE incoming i SET rejected = true
    FROM twice t
    WHERE i.source = t.source AND i.form = t.form AND i.unit = t.unit AND NOT i.rejected
    RETURNING i.source, i.ordinal, i.form, i.unit, t.lines
)
SELECT c.source, c.ordinal, c.form, c.unit, c.lines, s.file,
       (SELECT count(*) FROM incoming_finding f
        WHERE f.source = c.source AND f.ordinal = c.ordinal) AS position
FROM changed c
JOIN source s ON s.survey = $1 AND s.source = c.source
ORDER BY c.source, c.ordinal
