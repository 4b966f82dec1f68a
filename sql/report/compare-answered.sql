-- How many units responded to each form of survey $1, and whether synthetic responses are loaded:
-- form, units, synthetic. No rows if there are none.
WITH r AS MATERIALIZED (
    SELECT form, count(*) AS units
    FROM response
    WHERE survey = $1
    GROUP BY form
)
SELECT r.form, r.units, s.synthetic
FROM r
JOIN survey s ON s.survey = $1
ORDER BY r.form COLLATE "C"
