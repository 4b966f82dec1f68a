-- Drops the survey's rows of item before they are written anew. $1 survey
DELETE FROM item WHERE survey = $1
