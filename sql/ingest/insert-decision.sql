-- A unit was withdrawn, or set back to a submission. $1 survey, $2 decision, $3 form, $4 unit,
-- $5 kind, $6 source and $7 ordinal of the submission (NULL when withdrawn), $8 reason, $9 run
INSERT INTO decision (survey, decision, form, unit, kind, source, ordinal, reason, run)
VALUES ($1, $2::int, $3, $4, $5, $6::int, $7::int, $8, $9::bigint)
