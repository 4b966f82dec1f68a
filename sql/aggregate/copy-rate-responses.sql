-- The packed responses of a form with their units, for the sums of its rates. :1 survey, :2 form.
COPY (
    SELECT unit, classes, codes, numbers
    FROM response
    WHERE survey = :'1' AND form = :'2'
) TO STDOUT (FORMAT binary)
