-- What stood in the answer cells of a submission that were not taken as they stood: by column, what
-- was typed, and whether it was read by a rule (or is in a finding). $1 survey, $2 source, $3 ordinal
SELECT item, raw, bool_or(read) AS read
FROM (
    SELECT item, raw, true AS read
    FROM reading
    WHERE survey = $1 AND source = $2::int AND ordinal = $3::int
    UNION ALL
    SELECT item, raw, false
    FROM finding
    WHERE survey = $1 AND source = $2::bigint AND ordinal = $3::int AND item <> '' AND raw <> ''
) typed
GROUP BY item, raw
ORDER BY item COLLATE "C", raw COLLATE "C"
