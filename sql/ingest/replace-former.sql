-- Takes away the responses that are replaced. $1 survey
WITH numbers AS (
    DELETE FROM number n USING latest l WHERE n.survey = $1 AND n.form = l.form AND n.unit = l.unit
), texts AS (
    DELETE FROM text t USING latest l WHERE t.survey = $1 AND t.form = l.form AND t.unit = l.unit
)
DELETE FROM response r USING latest l
WHERE r.survey = $1 AND r.form = l.form AND r.unit = l.unit
