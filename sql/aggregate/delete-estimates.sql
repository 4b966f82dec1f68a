-- Estimates. $1 survey.
DELETE FROM estimate WHERE survey = $1
