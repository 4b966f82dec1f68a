-- How often each number was given to form 2 of survey 1: item (position), value in millionths, units.
-- Ordered by item and value.
COPY (
    WITH v AS MATERIALIZED (
        SELECT n.item, n.value, count(*) AS units
        FROM response r
        JOIN number n ON n.survey = r.survey AND n.form = r.form AND n.unit = r.unit
        WHERE r.survey = :'1' AND r.form = :'2'
        GROUP BY n.item, n.value
    )
    SELECT item, (value * 1000000)::bigint AS value, units
    FROM v
    ORDER BY item, value
) TO STDOUT (FORMAT binary)
