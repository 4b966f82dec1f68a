-- Opens a run; returns its number. $1 survey, $2 verb, $3 who, $4 version, $5 inputs
INSERT INTO run (survey, verb, who, version, inputs)
VALUES ($1, $2, $3, $4, $5)
RETURNING run
