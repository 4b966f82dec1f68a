-- Statistics whose n, missing, sum, min or max differ from a plain recount. $1 survey.
WITH answered AS MATERIALIZED (
    SELECT r.form, i.item, r.classes,
           count(*) FILTER (WHERE get_byte(r.codes, i.slot) <> 253) AS base,
           count(n.value) FILTER (WHERE get_byte(r.codes, i.slot) = 1) AS n,
           sum(n.value) FILTER (WHERE get_byte(r.codes, i.slot) = 1) AS sum,
           min(n.value) FILTER (WHERE get_byte(r.codes, i.slot) = 1) AS min,
           max(n.value) FILTER (WHERE get_byte(r.codes, i.slot) = 1) AS max
    FROM response r
    JOIN item i ON i.survey = r.survey AND i.form = r.form AND i.type = 'number'
    LEFT JOIN number n ON n.unit = r.unit AND n.survey = r.survey AND n.form = r.form
                      AND n.item = i.item
    WHERE r.survey = $1
    GROUP BY r.form, i.item, r.classes
), recount AS (
    SELECT a.form, a.item, b.position AS banner,
           get_byte(a.classes, 2 * b.position) * 256
               + get_byte(a.classes, 2 * b.position + 1) AS class,
           sum(a.base) AS base, sum(a.n) AS n, sum(a.sum) AS sum, min(a.min) AS min,
           max(a.max) AS max
    FROM answered a
    JOIN banner b ON b.survey = $1 AND b.form = a.form
    GROUP BY a.form, a.item, b.position, 4
)
SELECT coalesce(s.form, r.form), coalesce(s.item, r.item), coalesce(s.banner, r.banner),
       coalesce(s.class, r.class), s.n, s.missing, s.sum, s.min, s.max,
       coalesce(r.n, 0), coalesce(r.base - r.n, 0), coalesce(r.sum, 0), r.min, r.max
FROM (SELECT * FROM statistic WHERE survey = $1) AS s
FULL JOIN (SELECT * FROM recount WHERE class <> 65535) AS r
       ON r.form = s.form AND r.item = s.item AND r.banner = s.banner AND r.class = s.class
WHERE s.form IS NULL
   OR s.n <> coalesce(r.n, 0) OR s.missing <> coalesce(r.base - r.n, 0)
   OR s.sum <> coalesce(r.sum, 0)
   OR s.min IS DISTINCT FROM r.min OR s.max IS DISTINCT FROM r.max
ORDER BY 1, 2, 3, 4
