-- The submission of each unit that counts, of those that came in and the decisions among them: the
-- last one, or the one that was restored later; withdrawn: it would be, but nothing counts any
-- more. $1 survey
CREATE TEMPORARY TABLE latest ON COMMIT DROP AS
WITH decisions AS MATERIALIZED (
    SELECT form, unit, decision, kind, source, ordinal
    FROM decision
    WHERE survey = $1 AND decision > (SELECT min(source) FROM incoming)
), event AS (
    SELECT form, unit, source AS number, source, ordinal
    FROM incoming
    WHERE NOT rejected
    UNION ALL
    SELECT i.form, i.unit, d.decision, i.source, i.ordinal
    FROM decisions d
    JOIN incoming i ON i.source = d.source AND i.ordinal = d.ordinal AND i.form = d.form
                   AND i.unit = d.unit AND NOT i.rejected
    WHERE d.kind = 'restored'
), last AS (
    SELECT DISTINCT ON (form, unit) form, unit, number, source, ordinal
    FROM event
    ORDER BY form, unit, number DESC, ordinal DESC
), withdrawal AS (
    SELECT form, unit, max(decision) AS number
    FROM decisions
    WHERE kind = 'withdrawn'
    GROUP BY form, unit
)
SELECT l.form, l.unit, l.source, l.ordinal, coalesce(w.number > l.number, false) AS withdrawn
FROM last l
LEFT JOIN withdrawal w ON w.form = l.form AND w.unit = l.unit
