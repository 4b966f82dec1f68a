-- How many cells a survey has. $1 survey.
SELECT count(*) FROM cell WHERE survey = $1
