-- What was counted of item $3 of form $2 of survey $1 in class $5 of the banner at position $4:
-- option (position), count, base, valid.
SELECT option, count, base, valid
FROM cell
WHERE survey = $1 AND form = $2 AND item = $3::int AND banner = $4::int AND class = $5::int
ORDER BY option
