-- $1 survey.
DELETE FROM statistic WHERE survey = $1
