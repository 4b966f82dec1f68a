-- The findings of the run. $1 survey
INSERT INTO finding (survey, run, source, ordinal, position, form, unit, code, severity, file, sheet,
                     cell, line, item, raw, message, hint)
SELECT $1, s.run, f.source, f.ordinal, f.position, f.form, f.unit, f.code, f.severity, f.file,
       f.sheet, f.cell, f.line, f.item, f.raw, f.message, f.hint
FROM incoming_finding f
JOIN source s ON s.survey = $1 AND s.source = f.source
