-- Before responses are rebuilt from the archive: everything made from it goes. What came of a source
-- without bytes in the archive (a file too large to be an answer), was refused unread, or is a query
-- that came back, stays. $1 survey
WITH archived AS MATERIALIZED (
    SELECT a.source
    FROM archive a
    JOIN source s ON s.survey = a.survey AND s.source = a.source
    WHERE a.survey = $1 AND a.start = 0 AND s.kind NOT IN ('query', 'refused')
), submissions AS (
    DELETE FROM submission s USING archived a WHERE s.survey = $1 AND s.source = a.source
), findings AS (
    DELETE FROM finding f USING archived a WHERE f.survey = $1 AND f.source = a.source
), readings AS (
    DELETE FROM reading r USING archived a WHERE r.survey = $1 AND r.source = a.source
), numbers AS (
    DELETE FROM number WHERE survey = $1
), texts AS (
    DELETE FROM text WHERE survey = $1
)
DELETE FROM response WHERE survey = $1
