-- $1 survey.
DELETE FROM cell WHERE survey = $1
