-- Keeps all submissions of the run, each with its state. $1 survey
INSERT INTO submission (survey, source, ordinal, form, unit, start, size, sha256, synthetic, state,
                        run)
SELECT $1, i.source, i.ordinal, i.form, i.unit, i.start, i.size, i.sha256, i.synthetic,
       CASE WHEN i.rejected THEN 'rejected'
            WHEN l.withdrawn THEN 'withdrawn'
            WHEN l.source IS NOT NULL THEN 'accepted'
            ELSE 'superseded' END,
       s.run
FROM incoming i
JOIN source s ON s.survey = $1 AND s.source = i.source
LEFT JOIN latest l ON l.source = i.source AND l.ordinal = i.ordinal AND NOT i.rejected
