-- Drops the survey's rows of option before they are written anew. $1 survey
DELETE FROM option WHERE survey = $1
