-- Cells and recounted cells that differ; NULL where one side has no such cell, and a cell that
-- stands there twice differs too. $1 survey.
SELECT coalesce(c.form, r.form), coalesce(c.item, r.item), coalesce(c.option, r.option),
       coalesce(c.banner, r.banner), coalesce(c.class, r.class),
       c.count, c.base, c.valid, r.count, r.base, r.valid
FROM (SELECT form, item, option, banner, class, min(count) AS count, min(base) AS base,
             min(valid) AS valid, count(*) AS copies
      FROM cell WHERE survey = $1
      GROUP BY form, item, option, banner, class) AS c
FULL JOIN recount r ON r.form = c.form AND r.item = c.item AND r.option = c.option
                   AND r.banner = c.banner AND r.class = c.class
WHERE c.copies IS DISTINCT FROM 1
   OR r.form IS NULL
   OR c.count <> r.count OR c.base <> r.base OR c.valid <> r.valid
ORDER BY 1, 2, 4, 5, 3
