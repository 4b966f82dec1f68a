-- The packed responses to form 2 of survey 1, by unit.
COPY (
    SELECT unit, classes, codes
    FROM response
    WHERE survey = :'1' AND form = :'2'
    ORDER BY unit COLLATE "C"
) TO STDOUT (FORMAT binary)
