-- Closes a run with what it made. $1 run, $2 the codebook's hash, $3 responses, $4 cells,
-- $5 statistics.
UPDATE run
SET finished = clock_timestamp(),
    result = jsonb_build_object('codebook_hash', $2::text, 'responses', $3::bigint,
                                'cells', $4::bigint, 'statistics', $5::bigint)
WHERE run = $1::bigint
