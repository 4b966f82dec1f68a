-- Forgets submissions that say the same, byte for byte, as the unit's latest one. $1 survey
WITH sequence AS MATERIALIZED (
    SELECT i.source, i.ordinal, i.sha256,
           lag(i.sha256, 1, s.sha256) OVER (PARTITION BY i.form, i.unit
                                            ORDER BY i.source, i.ordinal) AS former
    FROM incoming i
    LEFT JOIN response r ON r.survey = $1 AND r.form = i.form AND r.unit = i.unit
    LEFT JOIN submission s ON s.survey = r.survey AND s.source = r.source AND s.ordinal = r.ordinal
    WHERE NOT i.rejected
), dropped AS (
    DELETE FROM incoming i
    USING sequence q
    WHERE i.source = q.source AND i.ordinal = q.ordinal AND q.former = q.sha256
    RETURNING i.source, i.ordinal
), findings AS (
    DELETE FROM incoming_finding f
    USING dropped d
    WHERE f.source = d.source AND f.ordinal = d.ordinal
)
SELECT count(*) FROM dropped
