-- Every source that holds submissions, with its bytes, in the order of arrival. $1 survey
SELECT s.source, s.file, s.kind, s.form_option, s.encoding, s.size, s.sha256, a.start, a.deflated,
       a.bytes
FROM source s
JOIN archive a ON a.survey = s.survey AND a.source = s.source
WHERE s.survey = $1 AND s.kind NOT IN ('query', 'refused')
ORDER BY s.source, a.start
