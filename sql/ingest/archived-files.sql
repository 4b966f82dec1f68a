-- Files that are in the archive already and would be read the same way again.
-- $1 survey, $2 --form or '', $3 --encoding or ''
SELECT s.sha256,
       EXISTS (SELECT FROM submission u
               WHERE u.survey = s.survey AND u.source = s.source AND u.state = 'rejected')
FROM source s
WHERE s.survey = $1 AND s.form_option = $2 AND ($3 = '' OR s.encoding IN ('', $3))
