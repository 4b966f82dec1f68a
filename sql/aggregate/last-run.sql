-- The run that made the cells of a survey: were responses loaded since (by a later run, or by one
-- that ended later), or were they packed anew by another codebook? No row: never aggregated.
-- $1 survey.
WITH last AS (
    SELECT run, finished, result
    FROM run
    WHERE survey = $1 AND verb = 'aggregate' AND finished IS NOT NULL
    ORDER BY run DESC
    LIMIT 1
)
SELECT last.run,
       last.result ->> 'codebook_hash' IS DISTINCT FROM survey.codebook_hash
       OR EXISTS (
           SELECT 1
           FROM (SELECT DISTINCT run FROM submission
                 WHERE survey = $1 AND state <> 'rejected') AS loaded
           JOIN run ON run.run = loaded.run
           WHERE run.run > last.run OR run.finished > last.finished
       ) AS stale
FROM last
JOIN survey ON survey.survey = $1
