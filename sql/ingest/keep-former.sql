-- Keeps the responses that are about to be replaced, for the comparison at the end of the run; how
-- many there are. $1 survey
WITH touched AS (
    SELECT form, unit FROM latest
), units AS (
    INSERT INTO former (form, unit, codes)
    SELECT r.form, r.unit, r.codes
    FROM touched t
    JOIN response r ON r.survey = $1 AND r.form = t.form AND r.unit = t.unit
    LEFT JOIN former f ON f.form = t.form AND f.unit = t.unit
    WHERE f.unit IS NULL
    RETURNING form, unit
), numbers AS (
    INSERT INTO former_number (form, unit, item, value)
    SELECT n.form, n.unit, n.item, n.value
    FROM units u
    JOIN number n ON n.survey = $1 AND n.form = u.form AND n.unit = u.unit
), texts AS (
    INSERT INTO former_text (form, unit, item, option, value)
    SELECT t.form, t.unit, t.item, t.option, t.value
    FROM units u
    JOIN text t ON t.survey = $1 AND t.form = u.form AND t.unit = u.unit
)
SELECT count(*) FROM units
