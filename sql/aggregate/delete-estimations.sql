-- What was asked for. $1 survey.
DELETE FROM estimation WHERE survey = $1
