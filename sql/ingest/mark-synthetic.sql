-- A survey is synthetic as long as one of its accepted submissions is. Returns whether synthetic
-- and real ones are mixed. $1 survey
WITH kinds AS MATERIALIZED (
    SELECT bool_or(synthetic) AS any_synthetic, bool_and(synthetic) AS all_synthetic
    FROM submission
    WHERE survey = $1 AND state = 'accepted'
), marked AS (
    UPDATE survey SET synthetic = coalesce((SELECT any_synthetic FROM kinds), false)
    WHERE survey = $1
)
SELECT (any_synthetic AND NOT all_synthetic)::int FROM kinds
