-- How many units of each form of survey $1 came or went after run $2, up to run $3: form, units whose
-- first accepted submission is of these runs, units with a decision to withdraw, units with one to
-- restore. Ordered by form.
WITH came AS MATERIALIZED (
    SELECT form, unit
    FROM submission
    WHERE survey = $1 AND state <> 'rejected' AND unit IS NOT NULL
    GROUP BY form, unit
    HAVING min(run) > $2::bigint AND min(run) <= $3::bigint
), decided AS MATERIALIZED (
    SELECT form, unit, kind
    FROM decision
    WHERE survey = $1 AND run > $2::bigint AND run <= $3::bigint
    GROUP BY form, unit, kind
), event AS MATERIALIZED (
    SELECT form, 'came' AS kind FROM came
    UNION ALL
    SELECT form, kind FROM decided
)
SELECT form, count(*) FILTER (WHERE kind = 'came') AS came,
       count(*) FILTER (WHERE kind = 'withdrawn') AS withdrawn,
       count(*) FILTER (WHERE kind = 'restored') AS restored
FROM event
GROUP BY form
ORDER BY form COLLATE "C"
