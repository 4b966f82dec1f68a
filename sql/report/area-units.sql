-- The units of form 2 of survey 1 that lie in an area, in the order of the frame: where they stand,
-- their classes in the banners at the positions 3 and 4 (from 1; 0: none), and of the packed codes of
-- their response 6 bytes from byte 5 on (from 1). Replicas of a load test are left out.
COPY (
    SELECT s.unit, s.name, s.state, s.open_errors::bigint,
           (s.open_findings - s.open_errors)::bigint AS open_warnings,
           u.classes[:'3'::int]::bigint, u.classes[:'4'::int]::bigint,
           substring(r.codes FROM :'5'::int FOR :'6'::int)
    FROM unit_state s
    JOIN unit u ON u.survey = s.survey AND u.form = s.form AND u.unit = s.unit
    LEFT JOIN response r ON r.survey = s.survey AND r.form = s.form AND r.unit = s.unit
    WHERE s.survey = :'1' AND s.form = :'2' AND NOT u.invented
      AND (u.classes[:'3'::int] IS NOT NULL OR u.classes[:'4'::int] IS NOT NULL)
    ORDER BY s.position, s.unit COLLATE "C"
) TO STDOUT (FORMAT binary)
