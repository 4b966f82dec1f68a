-- Everything that the estimates of a form are made of: its cells in their order, weighted where
-- there are weights, then one row per stratum. :1 survey, :2 form.
COPY (
    SELECT c.item, c.option, c.banner, c.class, c.count, c.base,
           w.count, w.base, w.tenths, w.effective, t.units, t.answered, s.base, s.count
    FROM cell c
    LEFT JOIN weighted_cell w ON w.item = c.item AND w.option = c.option AND w.banner = c.banner
                             AND w.class = c.class
    LEFT JOIN stratum_count s ON s.item = c.item AND s.option = c.option AND s.banner = c.banner
                             AND s.class = c.class
    LEFT JOIN weight t ON t.survey = :'1' AND t.form = :'2' AND t.class = s.stratum
    WHERE c.survey = :'1' AND c.form = :'2'
    ORDER BY c.item, c.banner, c.class, c.option, s.stratum
) TO STDOUT (FORMAT binary)
