-- The recounted cells of a form become its cells, in their order. $1 survey, $2 form.
INSERT INTO cell (survey, form, item, option, banner, class, count, base, valid)
SELECT $1, form, item, option, banner, class, count, base, valid
FROM recount
WHERE form = $2
ORDER BY item, banner, class, option
