-- Units and answers of every stratum of a form: a class of one banner of the frame.
-- $1 survey, $2 form, $3 banner.
WITH u AS MATERIALIZED (
    SELECT u.classes[$3::int + 1] AS class, count(*) AS units, count(r.unit) AS answered
    FROM unit u
    LEFT JOIN response r ON r.unit = u.unit AND r.form = u.form AND r.survey = u.survey
    WHERE u.survey = $1 AND u.form = $2
    GROUP BY 1
)
INSERT INTO weight (survey, form, class, units, answered)
SELECT $1, $2, c.position, coalesce(u.units, 0), coalesce(u.answered, 0)
FROM class c
JOIN banner b ON b.survey = c.survey AND b.form = c.form AND b.banner = c.banner
LEFT JOIN u ON u.class = c.position
WHERE c.survey = $1 AND c.form = $2 AND b.position = $3::int
ORDER BY c.position
