-- Weights. $1 survey.
DELETE FROM weight WHERE survey = $1
