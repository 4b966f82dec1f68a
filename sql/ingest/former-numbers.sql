-- The numbers answered in a form of a former survey, in millionths. :1 survey, :2 form.
COPY (
    SELECT unit, item, (value * 1000000)::bigint
    FROM number
    WHERE survey = :'1' AND form = :'2'
) TO STDOUT (FORMAT binary)
