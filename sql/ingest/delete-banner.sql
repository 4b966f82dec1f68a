-- Drops the survey's rows of banner before they are written anew. $1 survey
DELETE FROM banner WHERE survey = $1
