-- $1 survey.
DELETE FROM rate WHERE survey = $1
