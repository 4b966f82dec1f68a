-- A numeric column of the frame, summed over all units of a form and over those that answered, as
-- exact decimals; units without a number there count as 0. Units and responses are put together by
-- grouping, as in turnout.sql. $1 survey, $2 form, $3 column.
WITH b AS MATERIALIZED (
    SELECT unit, CASE WHEN frame ->> $3 ~ '^-?[0-9]+(\.[0-9]+)?$' THEN (frame ->> $3)::numeric
                 END AS value, false AS answered
    FROM unit
    WHERE survey = $1 AND form = $2
    UNION ALL
    SELECT unit, NULL, true
    FROM response
    WHERE survey = $1 AND form = $2
), u AS MATERIALIZED (
    SELECT unit, max(value) AS value, bool_or(answered) AS answered
    FROM b
    GROUP BY unit
)
SELECT trim_scale(coalesce(sum(value), 0)),
       trim_scale(coalesce(sum(value) FILTER (WHERE answered), 0))
FROM u
