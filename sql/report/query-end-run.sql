-- Closes a run with what it recorded. $1 run, $2 queries, $3 findings that they ask about
UPDATE run
SET finished = clock_timestamp(),
    result = jsonb_build_object('queries', $2::bigint, 'items', $3::bigint)
WHERE run = $1::bigint
