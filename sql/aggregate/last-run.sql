-- Whether the cells of a survey are older than its responses. No row: never aggregated. $1 survey.
SELECT survey, stale
FROM cells_state
WHERE survey = $1 AND counted
