-- Removes every file that held a synthetic submission, with all that came of it: the queries about
-- it, what came back, corrections, decisions and changes. Of a unit that has sent something else too
-- the decisions about that remain. $1 survey
WITH held AS MATERIALIZED (
    SELECT DISTINCT source FROM submission WHERE survey = $1 AND synthetic
), respondent AS MATERIALIZED (
    SELECT DISTINCT u.form, u.unit FROM submission u JOIN held h ON h.source = u.source
    WHERE u.survey = $1 AND u.unit IS NOT NULL
), remaining AS MATERIALIZED (
    SELECT DISTINCT u.form, u.unit FROM submission u LEFT JOIN held h ON h.source = u.source
    WHERE u.survey = $1 AND u.unit IS NOT NULL AND u.state <> 'rejected' AND h.source IS NULL
), undecided AS MATERIALIZED (
    SELECT d.decision FROM decision d
    JOIN respondent p ON p.form = d.form AND p.unit = d.unit
    LEFT JOIN remaining r ON r.form = d.form AND r.unit = d.unit
    LEFT JOIN held h ON h.source = d.source
    WHERE d.survey = $1 AND (r.unit IS NULL OR h.source IS NOT NULL)
), asked AS MATERIALIZED (
    SELECT q.query FROM query q JOIN held h ON h.source = q.source WHERE q.survey = $1
), sources AS MATERIALIZED (
    SELECT source FROM held
    UNION
    SELECT r.source FROM reply r JOIN asked a ON a.query = r.query WHERE r.survey = $1
    UNION
    SELECT c.reply FROM correction c JOIN held h ON h.source = c.source WHERE c.survey = $1
), numbers AS (
    DELETE FROM number n USING response r, sources s
    WHERE n.survey = $1 AND r.survey = $1 AND n.form = r.form AND n.unit = r.unit
      AND r.source = s.source
), texts AS (
    DELETE FROM text t USING response r, sources s
    WHERE t.survey = $1 AND r.survey = $1 AND t.form = r.form AND t.unit = r.unit
      AND r.source = s.source
), responses AS (
    DELETE FROM response r USING sources s WHERE r.survey = $1 AND r.source = s.source
), findings AS (
    DELETE FROM finding f USING sources s WHERE f.survey = $1 AND f.source = s.source
), readings AS (
    DELETE FROM reading r USING sources s WHERE r.survey = $1 AND r.source = s.source
), items AS (
    DELETE FROM query_item i USING asked a WHERE i.survey = $1 AND i.query = a.query
), queries AS (
    DELETE FROM query q USING asked a WHERE q.survey = $1 AND q.query = a.query
), replies AS (
    DELETE FROM reply r USING sources s WHERE r.survey = $1 AND r.source = s.source
), corrections AS (
    DELETE FROM correction c USING sources s
    WHERE c.survey = $1 AND (c.source = s.source OR c.reply = s.source)
), decisions AS (
    DELETE FROM decision d USING undecided u WHERE d.survey = $1 AND d.decision = u.decision
), changes AS (
    DELETE FROM change c USING respondent p
    WHERE c.survey = $1 AND c.form = p.form AND c.unit = p.unit
), archives AS (
    DELETE FROM archive a USING sources s WHERE a.survey = $1 AND a.source = s.source
), files AS (
    DELETE FROM source f USING sources s WHERE f.survey = $1 AND f.source = s.source
), units AS (
    DELETE FROM unit u WHERE u.survey = $1
        AND (u.invented OR u.frame = '{}' AND NOT EXISTS (
            SELECT FROM submission r WHERE r.survey = $1 AND r.form = u.form AND r.unit = u.unit
            AND r.state = 'accepted' AND NOT r.synthetic))
)
DELETE FROM submission u USING sources s WHERE u.survey = $1 AND u.source = s.source
