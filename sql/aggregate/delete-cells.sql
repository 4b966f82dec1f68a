-- $1 survey.
DELETE FROM cell_block WHERE survey = $1
