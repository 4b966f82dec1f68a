-- How many numbers were counted of item $3 of form $2 of survey $1 in class $5 of the banner at
-- position $4, and their measures.
SELECT n, missing, sum, mean, sd, min, p25, median, p75, max
FROM statistic
WHERE survey = $1 AND form = $2 AND item = $3::int AND banner = $4::int AND class = $5::int
