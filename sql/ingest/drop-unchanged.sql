-- Forgets submissions that say the same, byte for byte, as what counted before them: the unit's
-- submission before, unless a decision came in between. $1 survey
WITH decisions AS MATERIALIZED (
    SELECT form, unit, decision, kind, source, ordinal
    FROM decision
    WHERE survey = $1 AND decision > (SELECT min(source) FROM incoming)
), event AS (
    SELECT form, unit, source AS number, ordinal, sha256, true AS arrived
    FROM incoming
    WHERE NOT rejected
    UNION ALL
    SELECT d.form, d.unit, d.decision, 0, i.sha256, false
    FROM decisions d
    LEFT JOIN incoming i ON i.source = d.source AND i.ordinal = d.ordinal AND i.form = d.form
                        AND i.unit = d.unit AND NOT i.rejected
    WHERE d.kind = 'withdrawn' OR i.source IS NOT NULL
), sequence AS MATERIALIZED (
    SELECT e.number, e.ordinal, e.arrived, e.sha256,
           lag(e.sha256, 1, s.sha256) OVER (PARTITION BY e.form, e.unit
                                            ORDER BY e.number, e.ordinal) AS former
    FROM event e
    LEFT JOIN response r ON r.survey = $1 AND r.form = e.form AND r.unit = e.unit
    LEFT JOIN submission s ON s.survey = r.survey AND s.source = r.source AND s.ordinal = r.ordinal
), dropped AS (
    DELETE FROM incoming i
    USING sequence q
    WHERE i.source = q.number AND i.ordinal = q.ordinal AND q.arrived AND q.former = q.sha256
    RETURNING i.source, i.ordinal
), findings AS (
    DELETE FROM incoming_finding f
    USING dropped d
    WHERE f.source = d.source AND f.ordinal = d.ordinal
)
SELECT count(*) FROM dropped
