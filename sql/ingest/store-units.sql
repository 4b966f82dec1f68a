-- Units that arrived without standing in the frame: any in a form without one, and the replicas
-- of a load test ("011002#7"), which take the frame values of the unit they were made from.
-- $1 survey
INSERT INTO unit (survey, form, unit, position, name, invented, frame, classes)
SELECT $1, l.form, l.unit,
       coalesce(b.position, CASE WHEN l.unit ~ '^[0-9]{1,18}$' THEN l.unit::bigint ELSE 0 END),
       coalesce(b.name, ''), b.unit IS NOT NULL, coalesce(b.frame, '{}'), coalesce(b.classes, '{}')
FROM latest l
LEFT JOIN unit u ON u.survey = $1 AND u.form = l.form AND u.unit = l.unit
LEFT JOIN unit b ON b.survey = $1 AND b.form = l.form AND b.unit = split_part(l.unit, '#', 1)
                AND b.unit <> l.unit AND b.frame <> '{}'
WHERE u.unit IS NULL
