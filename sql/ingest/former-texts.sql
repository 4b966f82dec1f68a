-- The texts answered in a form of a former survey, as typed. :1 survey, :2 form.
COPY (
    SELECT unit, item, option, value
    FROM text
    WHERE survey = :'1' AND form = :'2'
) TO STDOUT (FORMAT binary)
