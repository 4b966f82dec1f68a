-- Letters of columns. $1 survey.
DELETE FROM comparison_letter WHERE survey = $1
