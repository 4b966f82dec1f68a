-- The microdata of form :2 of survey :1, one row per unit that counts, in the order of the frame.
-- :3 the columns of the frame that are wanted, a JSON array of their names: `frame` has their values
-- in this order ('' where there is none). `texts` has what was typed, each as item:option:text in
-- the order of the items; option 0 is the answer itself, else the option the text stands beside.
COPY (
    SELECT r.unit, coalesce(s.synthetic, false) AS synthetic, r.codes, r.numbers,
           ARRAY(SELECT coalesce(u.frame ->> c.name, '')
                 FROM jsonb_array_elements_text(:'3'::jsonb) WITH ORDINALITY AS c(name, position)
                 ORDER BY c.position) AS frame,
           ARRAY(SELECT t.item || ':' || t.option || ':' || t.value
                 FROM text t
                 WHERE t.survey = :'1' AND t.form = :'2' AND t.unit = r.unit
                 ORDER BY t.item, t.option) AS texts
    FROM response r
    LEFT JOIN unit u ON u.survey = r.survey AND u.form = r.form AND u.unit = r.unit
    LEFT JOIN submission s ON s.survey = r.survey AND s.source = r.source
                          AND s.ordinal = r.ordinal AND s.unit = r.unit
    WHERE r.survey = :'1' AND r.form = :'2'
    ORDER BY u.position, r.unit COLLATE "C"
) TO STDOUT (FORMAT binary)
