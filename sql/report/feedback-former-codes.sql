-- The packed codes of the responses to form 2 of the former survey 1, by unit.
COPY (
    SELECT unit, codes
    FROM response
    WHERE survey = :'1' AND form = :'2'
    ORDER BY unit COLLATE "C"
) TO STDOUT (FORMAT binary)
