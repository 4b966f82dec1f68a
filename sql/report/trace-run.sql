-- The run that counted the cells of survey $1: number, when it ended (seconds since 1970), who,
-- version, the configuration it counted with, and the last run that changed responses since then,
-- if there is one.
SELECT r.run, floor(extract(epoch FROM r.finished))::bigint AS finished, r.who, r.version,
       coalesce(r.result ->> 'codebook_hash', '') AS codebook_hash, max(i.run) AS changed
FROM run r
LEFT JOIN run i ON i.survey = r.survey AND i.verb = 'ingest' AND i.changed AND i.run > r.run
WHERE r.survey = $1 AND r.verb = 'aggregate' AND r.finished IS NOT NULL
GROUP BY r.run
ORDER BY r.run DESC
LIMIT 1
