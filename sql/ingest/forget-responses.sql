-- Before responses are rebuilt from the archive: everything made from it goes. $1 survey
WITH submissions AS (DELETE FROM submission WHERE survey = $1),
     numbers AS (DELETE FROM number WHERE survey = $1),
     texts AS (DELETE FROM text WHERE survey = $1),
     findings AS (DELETE FROM finding WHERE survey = $1)
DELETE FROM response WHERE survey = $1
