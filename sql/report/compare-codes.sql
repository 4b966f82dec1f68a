-- The packed codes of all responses to form 2 of survey 1, in any order.
COPY (
    SELECT codes
    FROM response
    WHERE survey = :'1' AND form = :'2'
) TO STDOUT (FORMAT binary)
