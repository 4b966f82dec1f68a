-- The codebook that the responses of a survey were packed with; no row: nothing was ever loaded.
-- $1 survey.
SELECT codebook_hash FROM survey WHERE survey = $1
