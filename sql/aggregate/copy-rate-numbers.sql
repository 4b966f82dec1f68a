-- The numbers answered to one item, in millionths, each with its unit and the classes of its
-- response. :1 survey, :2 form, :3 item, :4 its slot.
COPY (
    SELECT n.unit, (n.value * 1000000)::bigint, r.classes
    FROM number n
    JOIN response r ON r.unit = n.unit AND r.survey = n.survey AND r.form = n.form
    WHERE n.survey = :'1' AND n.form = :'2' AND n.item = :'3'::int
      AND get_byte(r.codes, :'4'::int) = 1
) TO STDOUT (FORMAT binary)
