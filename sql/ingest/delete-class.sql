-- Drops the survey's rows of class before they are written anew. $1 survey
DELETE FROM class WHERE survey = $1
