-- The surveys loaded, with their number of responses.
WITH c AS MATERIALIZED (SELECT survey, count(*) AS responses FROM response GROUP BY survey)
SELECT s.survey, coalesce(c.responses, 0) FROM survey s LEFT JOIN c ON c.survey = s.survey
ORDER BY s.survey COLLATE "C";
