-- Tests. $1 survey.
DELETE FROM comparison WHERE survey = $1
