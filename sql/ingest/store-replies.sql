-- What the query workbooks of the run said. $1 survey
INSERT INTO reply (survey, source, query, position, kind, reason, run)
SELECT $1, r.source, r.query, r.position, r.kind, r.reason, s.run
FROM incoming_reply r
JOIN source s ON s.survey = $1 AND s.source = r.source
