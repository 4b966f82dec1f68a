-- The units of form $2 of survey $1 in class $4 of the banner at position $3 whose byte at slot $5
-- is one of the codes $6, with what stands behind their answer to item $7: the slots of the item
-- from $8 on, $9 of them; its columns $10. $11: its columns with all names that a finding or a
-- query may have for it. $12: position from 1 of the banner that says where a unit is (0: none).
-- Numbers in their order, then in the order of the frame.
WITH r AS MATERIALIZED (
    SELECT unit, source, ordinal, get_byte(codes, $5::int) AS code,
           substring(codes FROM $8::int + 1 FOR $9::int) AS slots,
           CASE WHEN $12::int > 0 THEN get_byte(classes, 2 * $12::int - 2) * 256
                                       + get_byte(classes, 2 * $12::int - 1) END AS area
    FROM response
    WHERE survey = $1 AND form = $2
      AND get_byte(classes, 2 * $3::int) * 256 + get_byte(classes, 2 * $3::int + 1) = $4::int
      AND get_byte(codes, $5::int) = ANY ($6::int[])
), g AS MATERIALIZED (                   -- as typed, and by which rule it was read
    SELECT unit, source, ordinal, string_agg(DISTINCT rule, ', ') AS rule,
           string_agg(CASE WHEN cardinality($10::text[]) = 1 THEN raw
                           ELSE item || '=' || raw END, '; ' ORDER BY item COLLATE "C") AS raw
    FROM reading
    WHERE survey = $1 AND form = $2 AND item = ANY ($10::text[])
    GROUP BY unit, source, ordinal
), f AS MATERIALIZED (                   -- as typed, and why it could not be used
    SELECT unit, source::int AS source, ordinal, string_agg(DISTINCT code, ', ') AS code,
           string_agg(CASE WHEN cardinality($10::text[]) = 1 THEN raw
                           ELSE item || '=' || raw END, '; ' ORDER BY position) AS raw
    FROM finding
    WHERE survey = $1 AND form = $2 AND severity = 'error' AND item = ANY ($11::text[])
    GROUP BY unit, source, ordinal
), l AS MATERIALIZED (                   -- the last correction of each column counts
    SELECT unit, source, ordinal, item, max(reply) AS reply
    FROM correction
    WHERE survey = $1 AND form = $2 AND item = ANY ($10::text[])
    GROUP BY unit, source, ordinal, item
), c AS MATERIALIZED (
    SELECT l.unit, l.source, l.ordinal, max(l.reply) AS reply,
           string_agg(CASE WHEN cardinality($10::text[]) = 1 THEN k.value
                           ELSE k.item || '=' || k.value END, '; '
                      ORDER BY k.item COLLATE "C") AS value
    FROM l
    JOIN correction k ON k.survey = $1 AND k.form = $2 AND k.unit = l.unit AND k.source = l.source
                     AND k.ordinal = l.ordinal AND k.item = l.item AND k.reply = l.reply
    GROUP BY l.unit, l.source, l.ordinal
), q AS MATERIALIZED (                   -- the query that it answered, and the reason given there
    SELECT y.source AS reply, max(y.query) AS query,
           string_agg(DISTINCT y.reason, '; ')
               FILTER (WHERE y.reason <> '' AND i.item = ANY ($11::text[])) AS reason
    FROM reply y
    JOIN query_item i ON i.survey = y.survey AND i.query = y.query AND i.position = y.position
    WHERE y.survey = $1
    GROUP BY y.source
), asked AS MATERIALIZED (
    SELECT source, ordinal, max(query) AS query
    FROM query
    WHERE survey = $1
    GROUP BY source, ordinal
)
SELECT r.unit, coalesce(u.name, '') AS name, r.area, r.code, r.slots,
       coalesce(trim_scale(n.value)::text, '') AS number, coalesce(g.raw, f.raw) AS typed,
       coalesce(g.rule, '') AS rule, coalesce(f.code, '') AS finding, c.value AS corrected,
       CASE WHEN c.reply IS NOT NULL THEN coalesce(q.query, asked.query) END AS query,
       coalesce(q.reason, '') AS reason, r.source, r.ordinal, s.kind, s.file,
       encode(s.sha256, 'hex') AS sha256, floor(extract(epoch FROM s.received))::bigint AS received
FROM r
LEFT JOIN unit u ON u.survey = $1 AND u.form = $2 AND u.unit = r.unit
LEFT JOIN number n ON n.survey = $1 AND n.form = $2 AND n.unit = r.unit AND n.item = $7::int
LEFT JOIN g ON g.unit = r.unit AND g.source = r.source AND g.ordinal = r.ordinal
LEFT JOIN f ON f.unit = r.unit AND f.source = r.source AND f.ordinal = r.ordinal
LEFT JOIN c ON c.unit = r.unit AND c.source = r.source AND c.ordinal = r.ordinal
LEFT JOIN q ON q.reply = c.reply
LEFT JOIN asked ON asked.source = r.source AND asked.ordinal = r.ordinal
LEFT JOIN source s ON s.survey = $1 AND s.source = r.source
ORDER BY n.value NULLS LAST, u.position, r.unit COLLATE "C"
