-- 1 if a form was counted with just this asked for, else 0.
-- $1 survey, $2 form, $3 method, $4 level, $5 banner of the strata, $6 whether tests, $7 their level,
-- $8 correction, $9 smallest base.
SELECT count(*)
FROM estimation
WHERE survey = $1 AND form = $2 AND method = $3 AND level IS NOT DISTINCT FROM $4::numeric
  AND stratum = $5 AND tests = $6::boolean AND test_level IS NOT DISTINCT FROM $7::numeric
  AND correction = $8 AND smallest_base IS NOT DISTINCT FROM $9::bigint
