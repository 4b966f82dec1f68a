-- Whether anything has arrived for the survey so far. $1 survey
SELECT (EXISTS (SELECT FROM submission WHERE survey = $1))::int
