-- Opens a run; returns its number. $1 survey, $2 who, $3 version, $4 what was asked for
INSERT INTO run (survey, verb, who, version, inputs)
VALUES ($1, 'query', $2, $3, $4)
RETURNING run
