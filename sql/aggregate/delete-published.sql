-- $1 survey.
DELETE FROM published WHERE survey = $1
