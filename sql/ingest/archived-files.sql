-- Files that are in the archive already and would be read the same way again: whether a submission
-- of theirs was rejected, and whether none counts though one was received. Form and encoding matter
-- for CSV files only.
-- $1 survey, $2 --form or '', $3 --encoding or ''
WITH outcome AS MATERIALIZED (
    SELECT source, bool_or(state = 'rejected') AS rejected,
           bool_or(state IN ('superseded', 'withdrawn')) AND NOT bool_or(state = 'accepted')
               AS set_aside
    FROM submission
    WHERE survey = $1
    GROUP BY source
)
SELECT s.sha256, coalesce(o.rejected, false), coalesce(o.set_aside, false), s.source
FROM source s
LEFT JOIN outcome o ON o.source = s.source
WHERE s.survey = $1
  AND (s.kind <> 'csv' OR s.form_option = $2 AND ($3 = '' OR s.encoding IN ('', $3)))
