-- Strata that have units, none of which answered. $1 survey, $2 form.
SELECT class, units
FROM weight
WHERE survey = $1 AND form = $2 AND units > 0 AND answered = 0
ORDER BY class
