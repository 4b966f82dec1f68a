-- The configuration the survey's responses were packed with. $1 survey
SELECT codebook_hash FROM survey WHERE survey = $1
