-- The strata of form :2 of survey :1, in the form of the other tables: no item, no option.
COPY (
    SELECT -1, -1, b.position, w.class, w.units::text, w.answered::text,
           CASE WHEN w.answered > 0 THEN round(w.units::numeric / w.answered, 4)::text END,
           CASE WHEN w.units > 0 AND w.answered = 0 THEN 'silent' ELSE '' END
    FROM weight w
    JOIN estimation n ON n.survey = w.survey AND n.form = w.form
    JOIN banner b ON b.survey = w.survey AND b.form = w.form AND b.banner = n.stratum
    WHERE w.survey = :'1' AND w.form = :'2'
    ORDER BY w.class
) TO STDOUT (FORMAT binary)
