-- The units whose response was replaced or corrected in this run, each with the answers that
-- changed. :'1' survey, :'2' run
COPY (
    SELECT f.form, f.unit, coalesce(u.name, ''),
           count(c.item) OVER (PARTITION BY f.form, f.unit)::int,
           coalesce(i.number, ''),
           concat(i.question, CASE WHEN i.row <> '' THEN '.' || i.row END,
                  CASE WHEN c.option > 0 THEN '.' || c.option END),
           c.former, c.value
    FROM former f
    JOIN response r ON r.survey = :'1' AND r.form = f.form AND r.unit = f.unit
    LEFT JOIN unit u ON u.survey = :'1' AND u.form = f.form AND u.unit = f.unit
    LEFT JOIN changed_answer c ON c.survey = :'1' AND c.form = f.form AND c.unit = f.unit
                      AND c.run = :'2'
    LEFT JOIN item i ON i.survey = :'1' AND i.form = f.form AND i.item = c.item
    ORDER BY f.form COLLATE "C", u.position, f.unit COLLATE "C", c.item, c.option
) TO STDOUT (FORMAT binary)
