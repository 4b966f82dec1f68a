-- Whether survey $1 can be reported: the configuration its responses were packed with, whether its
-- tables were ever counted, and whether they were counted after the last load had ended.
SELECT s.codebook_hash,
       counted.run IS NOT NULL AS counted,
       coalesce(counted.run > loaded.run AND counted.started >= loaded.finished, false) AS current
FROM survey s
LEFT JOIN (
    SELECT survey, run, started
    FROM run
    WHERE survey = $1 AND verb = 'aggregate' AND finished IS NOT NULL
    ORDER BY run DESC
    LIMIT 1
) counted ON counted.survey = s.survey
LEFT JOIN (
    SELECT survey, run, finished
    FROM run
    WHERE survey = $1 AND verb = 'ingest' AND finished IS NOT NULL
    ORDER BY run DESC
    LIMIT 1
) loaded ON loaded.survey = s.survey
WHERE s.survey = $1
