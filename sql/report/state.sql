-- Whether survey $1 can be reported: the configuration its responses were packed with, whether its
-- tables were ever counted, and whether responses have changed since.
SELECT codebook_hash, counted, NOT stale AS current
FROM cells_state
WHERE survey = $1
