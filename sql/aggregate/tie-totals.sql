-- Cells whose total is not the sum over the classes of a banner that every unit has a class in.
-- $1 survey, $2 form, $3 banner, $4 the banner of the total.
SELECT t.item, t.option, t.count, t.base, sum(c.count), sum(c.base)
FROM cell t
JOIN cell c ON c.survey = t.survey AND c.form = t.form AND c.item = t.item
           AND c.option = t.option AND c.banner = $3::int
WHERE t.survey = $1 AND t.form = $2 AND t.banner = $4::int
GROUP BY t.item, t.option, t.count, t.base
HAVING t.count <> sum(c.count) OR t.base <> sum(c.base)
ORDER BY t.item, t.option
