-- Closes a run with what it did. $1 run, $2 whether responses changed, $3 result as JSON
UPDATE run SET finished = clock_timestamp(), changed = $2::boolean, result = $3::jsonb
WHERE run = $1::bigint
