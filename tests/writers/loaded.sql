-- What was loaded, one line per response, number and text, without where it came from.
SELECT line
FROM (
    SELECT concat_ws(' ', 'response', form, unit, encode(codes, 'hex'), encode(classes, 'hex')) AS line
    FROM response
    UNION ALL
    SELECT concat_ws(' ', 'number', form, unit, item, value) FROM number
    UNION ALL
    SELECT concat_ws(' ', 'text', form, unit, item, to_json(value)) FROM text
) lines
ORDER BY line COLLATE "C";
