-- How often each value was given to a number question, in the classes of some breakdowns: banner,
-- class, value in millionths, units; by banner and value. $1 survey, $2 form, $3 item, $4 positions
-- of the banners, '{0,2}'.
WITH v AS MATERIALIZED (
    SELECT b.banner,
           256 * get_byte(r.classes, 2 * b.banner) + get_byte(r.classes, 2 * b.banner + 1) AS class,
           n.value, count(*) AS units
    FROM response r
    JOIN number n ON n.survey = r.survey AND n.form = r.form AND n.unit = r.unit
    CROSS JOIN unnest($4::int[]) AS b(banner)
    WHERE r.survey = $1 AND r.form = $2 AND n.item = $3::int
    GROUP BY b.banner, class, n.value
)
SELECT banner, class, (value * 1000000)::bigint, units
FROM v
WHERE class <> 65535
ORDER BY banner, value, class
