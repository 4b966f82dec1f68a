-- The former submissions of the units that have answered anew. $1 survey
UPDATE submission s SET state = 'superseded'
FROM latest l
WHERE s.survey = $1 AND s.form = l.form AND s.unit = l.unit
  AND s.state IN ('accepted', 'withdrawn') AND (s.source, s.ordinal) <> (l.source, l.ordinal)
