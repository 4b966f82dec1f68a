-- The findings of survey 1 and what became of them: of the submissions that count and of those that
-- were rejected, each with its status: open; confirmed by the unit; corrected by the unit (it is no
-- finding any more: as it was put to the unit); rejected; superseded (rejected, but another
-- submission of the unit has come since and counts).
-- Of form 2, or, if that is '', of no known unit. Only units whose class in the banner at position 3
-- (from 1; 0: all units) is 4, and only unit 5 if that is not ''.
COPY (
    WITH replies AS MATERIALIZED (
        SELECT q.source, q.ordinal, q.form, q.unit, i.code, i.item, i.raw, r.kind,
               max(q.query) AS query, (array_agg(i.message ORDER BY r.source DESC))[1] AS message,
               (array_agg(i.hint ORDER BY r.source DESC))[1] AS hint,
               (array_agg(r.reason ORDER BY r.source DESC))[1] AS reason
        FROM reply r
        JOIN query q ON q.survey = r.survey AND q.query = r.query
        JOIN query_item i ON i.survey = r.survey AND i.query = r.query
                         AND i.position = r.position
        WHERE r.survey = :'1'
        GROUP BY q.source, q.ordinal, q.form, q.unit, i.code, i.item, i.raw, r.kind
    ), asked AS MATERIALIZED (
        SELECT source, ordinal, max(query) AS query
        FROM query
        WHERE survey = :'1'
        GROUP BY source, ordinal
    ), f AS MATERIALIZED (
        SELECT f.form, f.unit,
               CASE WHEN s.state = 'accepted' AND c.source IS NOT NULL THEN 'confirmed'
                    WHEN s.state = 'accepted' THEN 'open'
                    WHEN s.state IS NULL AND f.severity = 'warning' THEN 'open'
                    WHEN r.source > f.source THEN 'superseded'
                    ELSE 'rejected' END AS status,
               f.code, f.severity, f.file, f.sheet, f.cell, f.line, f.item, f.raw, f.message,
               f.hint, coalesce(c.query, a.query) AS query, coalesce(c.reason, '') AS reason
        FROM finding f
        LEFT JOIN submission s ON s.survey = f.survey AND s.source = f.source
                              AND s.ordinal = f.ordinal
        LEFT JOIN response r ON r.survey = f.survey AND r.form = f.form AND r.unit = f.unit
        LEFT JOIN asked a ON a.source = f.source AND a.ordinal = f.ordinal
        LEFT JOIN replies c ON c.source = f.source AND c.ordinal = f.ordinal AND c.code = f.code
                           AND c.item = f.item AND c.raw = f.raw AND c.kind = 'confirmed'
        WHERE f.survey = :'1' AND (s.state IS NULL OR s.state IN ('accepted', 'rejected'))
        UNION ALL
        SELECT c.form, c.unit, 'corrected', c.code, '', o.file, '', '', 0, c.item, c.raw, c.message,
               c.hint, c.query, c.reason
        FROM replies c
        JOIN submission s ON s.survey = :'1' AND s.source = c.source AND s.ordinal = c.ordinal
                         AND s.state = 'accepted'
        JOIN source o ON o.survey = :'1' AND o.source = c.source
        WHERE c.kind = 'corrected'
    )
    SELECT coalesce(f.form, ''), coalesce(f.unit, ''), coalesce(u.name, '') AS name, f.status,
           f.code, f.severity, regexp_replace(f.file, '^.*/', '') AS file, f.sheet, f.cell,
           f.line::bigint, f.item, f.raw, f.message, f.hint, f.query::bigint, f.reason
    FROM f
    LEFT JOIN unit u ON u.survey = :'1' AND u.form = f.form AND u.unit = f.unit
    WHERE ((:'2' = '' AND u.unit IS NULL) OR u.form = :'2')
      AND (:'3'::int = 0 OR u.classes[:'3'::int] = :'4'::int)
      AND (:'5' = '' OR f.unit = :'5')
    ORDER BY u.position, f.form COLLATE "C", f.unit COLLATE "C", file COLLATE "C", f.line,
             f.item COLLATE "C", f.code COLLATE "C", f.status, f.sheet COLLATE "C",
             f.cell COLLATE "C", f.raw COLLATE "C", f.query
) TO STDOUT (FORMAT binary)
