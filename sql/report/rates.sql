-- The parts of a rate in the order of the classes, as exact decimals. $1 survey, $2 form, $3 item,
-- $4 column of the frame.
SELECT banner, class, n, left_out, sum, denominator
FROM rate
WHERE survey = $1 AND form = $2 AND item = $3::int AND per = $4
ORDER BY banner, class
