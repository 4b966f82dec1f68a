-- The counts of one question in another wave, for some breakdowns: row, option's code, banner,
-- class, count, base. $1 survey, $2 form, $3 question, $4 ids of the banners, '{total,bureau}'
SELECT i.row, o.code, b.banner, k.class, c.count, c.base
FROM cell c
JOIN item i ON i.survey = c.survey AND i.form = c.form AND i.item = c.item
JOIN option o ON o.survey = c.survey AND o.form = c.form AND o.question = i.question
             AND o.position = c.option
JOIN banner b ON b.survey = c.survey AND b.form = c.form AND b.position = c.banner
JOIN class k ON k.survey = c.survey AND k.form = c.form AND k.banner = b.banner
            AND k.position = c.class
WHERE c.survey = $1 AND c.form = $2 AND i.question = $3 AND b.banner = ANY ($4::text[])
ORDER BY c.item, c.banner, c.class, c.option
