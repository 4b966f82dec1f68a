-- Removes every file that held a synthetic submission, with all that came of it. $1 survey
WITH sources AS MATERIALIZED (
    SELECT DISTINCT source FROM submission WHERE survey = $1 AND synthetic
), numbers AS (
    DELETE FROM number n USING response r, sources s
    WHERE n.survey = $1 AND r.survey = $1 AND n.form = r.form AND n.unit = r.unit
      AND r.source = s.source
), texts AS (
    DELETE FROM text t USING response r, sources s
    WHERE t.survey = $1 AND r.survey = $1 AND t.form = r.form AND t.unit = r.unit
      AND r.source = s.source
), responses AS (
    DELETE FROM response r USING sources s WHERE r.survey = $1 AND r.source = s.source
), findings AS (
    DELETE FROM finding f USING sources s WHERE f.survey = $1 AND f.source = s.source
), readings AS (
    DELETE FROM reading r USING sources s WHERE r.survey = $1 AND r.source = s.source
), archives AS (
    DELETE FROM archive a USING sources s WHERE a.survey = $1 AND a.source = s.source
), files AS (
    DELETE FROM source f USING sources s WHERE f.survey = $1 AND f.source = s.source
), units AS (
    DELETE FROM unit u WHERE u.survey = $1
        AND (u.invented OR u.frame = '{}' AND NOT EXISTS (
            SELECT FROM submission r WHERE r.survey = $1 AND r.form = u.form AND r.unit = u.unit
            AND r.state = 'accepted' AND NOT r.synthetic))
)
DELETE FROM submission u USING sources s WHERE u.survey = $1 AND u.source = s.source
