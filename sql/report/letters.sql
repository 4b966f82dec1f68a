-- The letters of the columns of form :2 of survey :1; percent of valid answers, rounded half up.
COPY (
    SELECT l.item, l.option, l.banner, l.class, l.letter, l.count::text, l.valid::text,
           CASE WHEN l.valid > 0
                THEN round((2000 * l.count + l.valid) / (2 * l.valid) * 0.1, 1)::text END,
           l.above, trim_scale(n.test_level)::text, n.correction, n.smallest_base::text, l.remark
    FROM comparison_letter l
    JOIN estimation n ON n.survey = l.survey AND n.form = l.form
    WHERE l.survey = :'1' AND l.form = :'2'
    ORDER BY l.item, l.banner, l.option, l.class
) TO STDOUT (FORMAT binary)
