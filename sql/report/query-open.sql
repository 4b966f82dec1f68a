-- Everything that is still to be asked back, unit by unit. $1 survey
SELECT f.form, f.unit, f.source, f.ordinal, s.synthetic, f.severity, f.code, f.item, f.raw,
       f.message, f.hint
FROM open_finding f
JOIN submission s ON s.survey = f.survey AND s.source = f.source AND s.ordinal = f.ordinal
JOIN unit u ON u.survey = f.survey AND u.form = f.form AND u.unit = f.unit
WHERE f.survey = $1
ORDER BY f.form COLLATE "C", u.position, f.unit COLLATE "C", f.position
