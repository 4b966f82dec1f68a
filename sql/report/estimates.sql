-- What was estimated of form :2 of survey :1, cell by cell, beside its count; what the program has
-- labels for comes as positions, the rest as text.
COPY (
    SELECT e.item, e.option, e.banner, e.class, c.count::text, c.base::text,
           e.weighted_count::text, e.weighted_base::text, e.percent::text, e.se::text,
           e.effective_base::text, e.low::text, e.high::text, n.method, trim_scale(n.level)::text,
           n.stratum
    FROM estimate e
    JOIN estimation n ON n.survey = e.survey AND n.form = e.form
    JOIN cell c ON c.survey = e.survey AND c.form = e.form AND c.item = e.item
               AND c.option = e.option AND c.banner = e.banner AND c.class = e.class
    WHERE e.survey = :'1' AND e.form = :'2'
    ORDER BY e.item, e.banner, e.class, e.option
) TO STDOUT (FORMAT binary)
