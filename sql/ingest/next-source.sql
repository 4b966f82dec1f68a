-- The number of the next source. Under the survey's lock. $1 survey
SELECT coalesce(max(source), 0) + 1 FROM source WHERE survey = $1
