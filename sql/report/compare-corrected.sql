-- What units had answered to form 2 of survey 1 before the response that counts was corrected: unit,
-- item (position), option (code, 0 without), answer. Only answers that a correction changed, and of
-- several corrections what stood before the first. Ordered by unit.
COPY (
    WITH corrected AS MATERIALIZED (
        SELECT c.unit, c.run
        FROM correction c
        JOIN response r ON r.survey = c.survey AND r.form = c.form AND r.unit = c.unit
                       AND r.source = c.source AND r.ordinal = c.ordinal
        WHERE c.survey = :'1' AND c.form = :'2'
        GROUP BY c.unit, c.run
    ), first_run AS MATERIALIZED (
        SELECT h.unit, h.item, h.option, min(h.run) AS run
        FROM changed_answer h
        JOIN corrected c ON c.unit = h.unit AND c.run = h.run
        WHERE h.survey = :'1' AND h.form = :'2'
        GROUP BY h.unit, h.item, h.option
    )
    SELECT h.unit, h.item, h.option, h.former
    FROM changed_answer h
    JOIN first_run f ON f.unit = h.unit AND f.item = h.item AND f.option = h.option
                    AND f.run = h.run
    WHERE h.survey = :'1' AND h.form = :'2'
    ORDER BY h.unit COLLATE "C", h.item, h.option
) TO STDOUT (FORMAT binary)
