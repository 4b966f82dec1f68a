-- Units of survey $1 that something happened to after run $2, at most $3: form, unit, its name,
-- whether it had a response then, what happened last (submission, withdrawn, restored; '' nothing but
-- a new configuration), in which run, from which file; its classes, codes and numbers now, packed and
-- in hexadecimal, NULL without a response; and its classes in the frame, separated by commas, '' for
-- none. Ordered by form and unit.
WITH event AS MATERIALIZED (
    SELECT form, unit, run, source AS number, 'submission' AS kind, source
    FROM submission
    WHERE survey = $1 AND state <> 'rejected' AND unit IS NOT NULL
    UNION ALL
    SELECT form, unit, run, decision, kind, source
    FROM decision
    WHERE survey = $1
), touched AS MATERIALIZED (
    SELECT form, unit FROM event WHERE run > $2::bigint
    UNION
    SELECT form, unit FROM change WHERE survey = $1 AND run > $2::bigint
), seen AS MATERIALIZED (
    SELECT t.form, t.unit,
           max(e.number) FILTER (WHERE e.run <= $2::bigint) AS last_then,
           max(e.number) FILTER (WHERE e.run <= $2::bigint AND e.kind = 'withdrawn') AS withdrawn,
           max(e.number) FILTER (WHERE e.run > $2::bigint) AS last_now
    FROM touched t
    LEFT JOIN event e ON e.form = t.form AND e.unit = t.unit
    GROUP BY t.form, t.unit
)
SELECT s.form, s.unit, coalesce(u.name, '') AS name,
       s.last_then IS NOT NULL AND s.last_then IS DISTINCT FROM s.withdrawn AS before,
       coalesce(max(e.kind), '') AS kind, coalesce(max(e.run)::text, '') AS run,
       coalesce(max(regexp_replace(f.file, '^.*/', '') COLLATE "C"), '') AS file,
       encode(r.classes, 'hex') AS classes, encode(r.codes, 'hex') AS codes,
       encode(r.numbers, 'hex') AS numbers,
       coalesce(array_to_string(u.classes, ',', ''), '') AS frame_classes
FROM seen s
LEFT JOIN event e ON e.form = s.form AND e.unit = s.unit AND e.number = s.last_now
LEFT JOIN source f ON f.survey = $1 AND f.source = e.source
LEFT JOIN unit u ON u.survey = $1 AND u.form = s.form AND u.unit = s.unit
LEFT JOIN response r ON r.survey = $1 AND r.form = s.form AND r.unit = s.unit
GROUP BY s.form, s.unit, u.name, s.last_then, s.withdrawn, r.classes, r.codes, r.numbers, u.classes
ORDER BY s.form COLLATE "C", s.unit COLLATE "C"
LIMIT $3::bigint
