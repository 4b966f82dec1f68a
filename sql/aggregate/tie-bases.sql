-- Items in a class whose cells do not tie in themselves: base or valid differ between the options,
-- valid is not base without NA and INVALID, the answers of a single question do not add up to the
-- base, an option of a multiple question was ticked by more than answered. $1 survey.
SELECT c.form, c.item, c.banner, c.class
FROM cell c
JOIN item i ON i.survey = c.survey AND i.form = c.form AND i.item = c.item
JOIN (SELECT form, question, count(*) AS count
      FROM option WHERE survey = $1 GROUP BY form, question) AS o
  ON o.form = i.form AND o.question = i.question
WHERE c.survey = $1
GROUP BY c.form, c.item, c.banner, c.class, i.type, o.count
HAVING min(c.base) <> max(c.base)
    OR min(c.valid) <> max(c.valid)
    OR min(c.valid) <> min(c.base) - sum(c.count) FILTER (WHERE c.option >= o.count)
    OR min(c.count) < 0
    OR i.type = 'single' AND sum(c.count) <> min(c.base)
    OR i.type = 'multiple' AND max(c.count) FILTER (WHERE c.option < o.count) > min(c.valid)
ORDER BY c.form COLLATE "C", c.item, c.banner, c.class
