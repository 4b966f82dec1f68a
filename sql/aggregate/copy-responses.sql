-- The packed responses of a form that lie in a range of the table's rows.
-- :1 survey, :2 form, :3 first ctid, :4 first ctid behind the range.
COPY (
    SELECT classes, codes, numbers
    FROM response
    WHERE ctid >= :'3'::tid AND ctid < :'4'::tid AND survey = :'1' AND form = :'2'
) TO STDOUT (FORMAT binary)
