-- The readable definition of a rate's parts: the numbers answered and the frame's column, each
-- summed over the units that gave a number and whose column holds one above 0; units with a number
-- but without that are left out of both and counted. All exact decimals, in two steps like
-- recount.sql. $1 survey, $2 form, $3 item, $4 column of the frame.
WITH answered AS MATERIALIZED (
    SELECT r.classes, n.value,
           CASE WHEN u.frame ->> $4 ~ '^0*[0-9]{1,9}(\.[0-9]{1,6})?$' THEN (u.frame ->> $4)::numeric
           END AS per
    FROM response r
    JOIN item i ON i.survey = r.survey AND i.form = r.form AND i.item = $3::int
    JOIN number n ON n.unit = r.unit AND n.survey = r.survey AND n.form = r.form
                 AND n.item = i.item
    JOIN unit u ON u.unit = r.unit AND u.survey = r.survey AND u.form = r.form
    WHERE r.survey = $1 AND r.form = $2 AND get_byte(r.codes, i.slot) = 1
), grouped AS MATERIALIZED (
    SELECT classes,
           count(*) FILTER (WHERE per > 0) AS n,
           count(*) FILTER (WHERE coalesce(per, 0) <= 0) AS left_out,
           sum(value) FILTER (WHERE per > 0) AS sum,
           sum(per) FILTER (WHERE per > 0) AS denominator
    FROM answered
    GROUP BY classes
), counted AS MATERIALIZED (
    SELECT b.position AS banner,
           get_byte(g.classes, 2 * b.position) * 256
               + get_byte(g.classes, 2 * b.position + 1) AS class,
           sum(g.n)::bigint AS n, sum(g.left_out)::bigint AS left_out, sum(g.sum) AS sum,
           sum(g.denominator) AS denominator
    FROM grouped g
    JOIN banner b ON b.survey = $1 AND b.form = $2
    GROUP BY b.position, 2
)
SELECT b.position AS banner, c.position AS class, coalesce(k.n, 0), coalesce(k.left_out, 0),
       coalesce(k.sum, 0), coalesce(k.denominator, 0)
FROM banner b
JOIN class c ON c.survey = b.survey AND c.form = b.form AND c.banner = b.banner
LEFT JOIN counted k ON k.banner = b.position AND k.class = c.position
WHERE b.survey = $1 AND b.form = $2
ORDER BY b.position, c.position
