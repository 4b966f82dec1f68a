-- The recounted cells of a form become its cells, in their order. $1 survey, $2 form.
INSERT INTO cell_block (survey, form, item, banner, answers, counts, bases, valids)
SELECT $1, $2, item, banner, max(option) + 1, array_agg(count ORDER BY class, option),
       array_agg(base ORDER BY class) FILTER (WHERE option = 0),
       array_agg(valid ORDER BY class) FILTER (WHERE option = 0)
FROM recount
WHERE form = $2
GROUP BY item, banner
ORDER BY item, banner
