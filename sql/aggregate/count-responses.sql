-- How many responses a survey has. $1 survey.
SELECT count(*) FROM response WHERE survey = $1
