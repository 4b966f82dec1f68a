-- Rejects all rows or sheets of a unit that stands more than once in one file: which of them is meant
-- is not for us to guess. Returns what the findings need; of the places no more than ten, since each
-- of many rows would name all the others. $1 survey
WITH twice AS MATERIALIZED (
    SELECT source, form, unit, count(*) AS count
    FROM incoming
    WHERE NOT rejected
    GROUP BY source, form, unit
    HAVING count(*) > 1
), numbered AS MATERIALIZED (
    SELECT i.source, i.form, i.unit, i.ordinal, i.sheet, t.count,
           row_number() OVER (PARTITION BY i.source, i.form, i.unit ORDER BY i.ordinal) AS number
    FROM incoming i
    JOIN twice t ON i.source = t.source AND i.form = t.form AND i.unit = t.unit
    WHERE NOT i.rejected
), listed AS MATERIALIZED (
    SELECT source, form, unit,
           string_agg(coalesce(nullif(sheet, ''), ordinal::text), ', ' ORDER BY ordinal) ||
               CASE WHEN max(count) > 10 THEN ', …' ELSE '' END AS places
    FROM numbered
    WHERE number <= 10
    GROUP BY source, form, unit
), changed AS (
    UPDATE incoming i SET rejected = true
    FROM listed l
    WHERE i.source = l.source AND i.form = l.form AND i.unit = l.unit AND NOT i.rejected
    RETURNING i.source, i.ordinal, i.sheet, i.form, i.unit, l.places
), found AS MATERIALIZED (
    SELECT f.source, f.ordinal, count(*) AS position
    FROM incoming_finding f
    JOIN changed c ON f.source = c.source AND f.ordinal = c.ordinal
    GROUP BY f.source, f.ordinal
)
SELECT c.source, c.ordinal, c.form, c.unit, c.places, s.file, coalesce(f.position, 0) AS position,
       c.sheet
FROM changed c
JOIN source s ON s.survey = $1 AND s.source = c.source
LEFT JOIN found f ON f.source = c.source AND f.ordinal = c.ordinal
ORDER BY c.source, c.ordinal
