-- Closes a run with what it did. $1 run, $2 result as JSON
UPDATE run SET finished = clock_timestamp(), result = $2::jsonb WHERE run = $1::bigint
