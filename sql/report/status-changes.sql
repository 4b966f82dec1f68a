-- The answers of unit $3 of form $2 of survey $1 that a run changed, by run and in the order of the
-- codebook: when (seconds since 1970), run, item, option, before and after.
SELECT floor(extract(epoch FROM r.started))::bigint AS at, c.run, c.item, c.option, c.former, c.value
FROM changed_answer c
JOIN run r ON r.run = c.run
WHERE c.survey = $1 AND c.form = $2 AND c.unit = $3
ORDER BY c.run, c.item, c.option
