-- What is in the database, for damage.py: rows of CSV, the first field of each says what it is.
-- :survey is the survey.
COPY (SELECT 'answer', form, unit,
             question || CASE WHEN row = '' THEN '' ELSE '.' || row END ||
                 CASE WHEN option IS NULL THEN '' ELSE '.' || option END,
             value
      FROM answer
      UNION ALL
      SELECT 'answer', t.form, t.unit,
             i.question || CASE WHEN i.row = '' THEN '' ELSE '.' || i.row END ||
                 '.' || t.option || '.text',
             t.value
      FROM text t
      JOIN item i ON i.survey = t.survey AND i.form = t.form AND i.item = t.item
      WHERE t.option > 0) TO STDOUT (FORMAT csv);
COPY (SELECT 'finding', file, sheet, cell, code, item, raw, coalesce(unit, ''), severity, message
      FROM finding) TO STDOUT (FORMAT csv);
COPY (SELECT 'reading', f.file, r.ordinal, r.unit, r.item, r.raw, r.reading, r.rule
      FROM reading r JOIN source f ON f.survey = r.survey AND f.source = r.source)
    TO STDOUT (FORMAT csv);
COPY (SELECT 'submission', f.file, s.ordinal, coalesce(s.unit, ''), s.state
      FROM submission s JOIN source f ON f.survey = s.survey AND f.source = s.source)
    TO STDOUT (FORMAT csv);
