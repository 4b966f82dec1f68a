-- The packed answers of the units that responded to form 3 of survey 1, of survey 2 or of both, side
-- by side: unit, codes and numbers of the earlier survey, then of the later one; NULL where there is
-- no response. Units are the same if their codes are, or if 4 (the former codes) and 5 (the
-- present ones), two arrays of the same length, say so.
COPY (
    WITH renamed AS MATERIALIZED (
        SELECT former, present
        FROM unnest(:'4'::text[], :'5'::text[]) AS n (former, present)
    ), earlier AS MATERIALIZED (
        SELECT coalesce(n.present, r.unit) AS unit, r.unit AS former, r.codes, r.numbers
        FROM response r
        LEFT JOIN renamed n ON n.former = r.unit
        WHERE r.survey = :'1' AND r.form = :'3'
    ), later AS MATERIALIZED (
        SELECT unit, codes, numbers
        FROM response
        WHERE survey = :'2' AND form = :'3'
    )
    SELECT e.former, e.codes, e.numbers, l.unit, l.codes, l.numbers
    FROM earlier e
    FULL JOIN later l ON l.unit = e.unit
    ORDER BY coalesce(l.unit, e.former) COLLATE "C", e.former COLLATE "C"
) TO STDOUT (FORMAT binary)
