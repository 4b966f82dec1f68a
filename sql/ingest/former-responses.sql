-- The packed responses to a form of a former survey. :1 survey, :2 form.
COPY (
    SELECT r.unit, r.codes, s.synthetic
    FROM response r
    JOIN submission s ON s.survey = r.survey AND s.source = r.source AND s.ordinal = r.ordinal
    WHERE r.survey = :'1' AND r.form = :'2'
) TO STDOUT (FORMAT binary)
