-- The number of the next source or decision: they share one sequence, so that it is known which
-- came later. Under the survey's lock. $1 survey
SELECT greatest((SELECT max(source) FROM source WHERE survey = $1),
                (SELECT max(decision) FROM decision WHERE survey = $1), 0) + 1
