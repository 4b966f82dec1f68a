-- The cells of a form in their order. :1 survey, :2 form.
COPY (
    SELECT item, option, banner, class, count, valid
    FROM cell
    WHERE survey = :'1' AND form = :'2'
    ORDER BY item, banner, class, option
) TO STDOUT (FORMAT binary)
