-- 1 if synthetic data were loaded into survey $1, else 0.
SELECT synthetic::int AS synthetic
FROM survey
WHERE survey = $1
