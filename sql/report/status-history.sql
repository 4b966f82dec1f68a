-- What happened to unit $3 of form $2 of survey $1, oldest first: when (seconds since 1970), run,
-- what, the source's number and file, the query, what was said, who, and whether this is the
-- submission that counts now.
SELECT floor(extract(epoch FROM h.at))::bigint AS at, h.run, h.event, h.source, o.file, h.query,
       h.note, h.who, s.state = 'accepted' AND h.event = 'received' AS counts
FROM history h
LEFT JOIN source o ON o.survey = h.survey AND o.source = h.source
LEFT JOIN submission s ON s.survey = h.survey AND s.source = h.source AND s.ordinal = h.ordinal
WHERE h.survey = $1 AND h.form = $2 AND h.unit = $3
ORDER BY h.run, h.source, h.query NULLS FIRST, h.event COLLATE "C", h.note COLLATE "C"
