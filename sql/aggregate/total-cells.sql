-- The cells of a form for one class, by item and option.
-- $1 survey, $2 form, $3 banner, $4 class.
SELECT item, option, count, base
FROM cell
WHERE survey = $1 AND form = $2 AND banner = $3::int AND class = $4::int
ORDER BY item, option
