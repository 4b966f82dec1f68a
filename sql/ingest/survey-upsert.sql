-- Registers the survey. $1 survey, $2 title, $3 year, $4 fielded, $5 hash of the configuration
INSERT INTO survey (survey, title, year, fielded, codebook_hash, synthetic)
VALUES ($1, $2, $3::int, $4, $5, false)
ON CONFLICT (survey) DO UPDATE
SET title = excluded.title, year = excluded.year, fielded = excluded.fielded,
    codebook_hash = excluded.codebook_hash
