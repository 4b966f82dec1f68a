-- The weighted cells of a form, exactly: all weights units / answered are brought to one denominator
-- d, the least common multiple of the numbers that answered, so that every sum is whole; each
-- figure is then rounded once, half up: floor((2 a + b) / (2 b)) for a / b.
-- Effective base (Kish): (sum of w)^2 / sum of w^2. $1 survey, $2 form.
WITH RECURSIVE stratum AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY class) AS rank, class,
           units::numeric AS units, answered::numeric AS answered
    FROM weight
    WHERE survey = $1 AND form = $2 AND answered > 0
), multiple(rank, d) AS (
    SELECT 0::bigint, 1::numeric
    UNION ALL
    SELECT s.rank, lcm(m.d, s.answered)
    FROM multiple m
    JOIN stratum s ON s.rank = m.rank + 1
), denominator AS MATERIALIZED (
    SELECT max(d) AS d
    FROM multiple
), whole AS MATERIALIZED (
    SELECT s.class, s.units * div(n.d, s.answered) AS weight
    FROM stratum s
    CROSS JOIN denominator n
), total AS (
    SELECT c.item, c.option, c.banner, c.class, sum(w.weight * c.count) AS count,
           sum(w.weight * c.base) AS base, sum(w.weight * w.weight * c.base) AS squares
    FROM stratum_count c
    JOIN whole w ON w.class = c.stratum
    GROUP BY c.item, c.option, c.banner, c.class
)
INSERT INTO weighted_cell (item, option, banner, class, count, base, tenths, effective)
SELECT t.item, t.option, t.banner, t.class,
       div(20000 * t.count + n.d, 2 * n.d)::bigint,
       div(20000 * t.base + n.d, 2 * n.d)::bigint,
       div(2000 * t.count + t.base, 2 * t.base)::bigint,
       div(20 * t.base * t.base + t.squares, 2 * t.squares)::bigint
FROM total t
CROSS JOIN denominator n
