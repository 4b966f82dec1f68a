-- What was asked for of a form. $1 survey, $2 form, $3 method, $4 level, $5 banner of the strata,
-- $6 whether tests, $7 their level, $8 correction, $9 smallest base.
INSERT INTO estimation (survey, form, method, level, stratum, tests, test_level, correction,
                        smallest_base)
VALUES ($1, $2, $3, $4::numeric, $5, $6::boolean, $7::numeric, $8, $9::bigint)
