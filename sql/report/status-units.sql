-- The units of form 2 of survey 1 and where they stand, in the order of the frame; the last file
-- that came for each. Only units whose class in the banner at position 3 (from 1; 0: all units) is
-- 4; their classes in the banners at the positions 5 and 6 (0: none). 7: 'missing' for units
-- without an answer only, or ''.
COPY (
    WITH l AS MATERIALIZED (
        SELECT unit, max(source) AS source
        FROM submission
        WHERE survey = :'1' AND form = :'2' AND unit IS NOT NULL
        GROUP BY unit
    )
    SELECT s.unit, s.name, s.state, s.submissions::bigint, s.open_errors::bigint,
           (s.open_findings - s.open_errors)::bigint AS open_warnings, s.query::bigint,
           floor(extract(epoch FROM o.received))::bigint AS received, o.file,
           u.classes[:'5'::int]::bigint, u.classes[:'6'::int]::bigint, u.invented::int
    FROM unit_state s
    JOIN unit u ON u.survey = s.survey AND u.form = s.form AND u.unit = s.unit
    LEFT JOIN l ON l.unit = s.unit
    LEFT JOIN source o ON o.survey = s.survey AND o.source = l.source
    WHERE s.survey = :'1' AND s.form = :'2'
      AND (:'3'::int = 0 OR u.classes[:'3'::int] = :'4'::int)
      AND (:'7' = '' OR s.source IS NULL)
    ORDER BY s.position, s.unit COLLATE "C"
) TO STDOUT (FORMAT binary)
