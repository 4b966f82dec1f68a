-- Drops the survey's rows of unit before they are written anew. $1 survey
DELETE FROM unit WHERE survey = $1
