-- Opens a run. $1 survey, $2 version, $3 the codebook's hash, $4 the engine.
INSERT INTO run (survey, verb, who, version, inputs)
VALUES ($1, 'aggregate', session_user, $2, 'codebook ' || $3::text || ', engine ' || $4::text)
RETURNING run
