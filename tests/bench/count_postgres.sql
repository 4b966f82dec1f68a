-- For psql: all questions by all banners counted by PostgreSQL itself on the wide table bench.wide, one
-- query per question with a grouping set per banner; written in the way of counted.sql.
\pset format csv
\pset tuples_only on
SET work_mem = '64MB';
SET jit = off;
SELECT format('SELECT ''count'', %L, %s, coalesce(%s), %I, count(*) FROM bench.wide '
              'GROUP BY GROUPING SETS (%s)',
              a.name, b.which, b.names, a.name, b.sets)
FROM bench.answer_column a
CROSS JOIN LATERAL (
    SELECT 'CASE 0 ' || string_agg(format('WHEN grouping(%I) THEN %L', name, name), ' ') || ' END'
               AS which,
           string_agg(quote_ident(name), ', ') AS names,
           string_agg(format('(%I, %I)', name, a.name), ', ') AS sets
    FROM bench.banner_column) AS b
WHERE a.type <> 'number'
ORDER BY a.slot \gexec
SELECT format('SELECT ''number'', name, banner, class, n, sum, mean, sd, min, q[1], q[2], q[3], max '
              'FROM (SELECT %L AS name, %s AS banner, coalesce(%s) AS class, count(%I) AS n, '
              'sum(%I), avg(%I) AS mean, stddev_samp(%I) AS sd, min(%I), max(%I), '
              'percentile_cont(''{0.25,0.5,0.75}''::float8[]) WITHIN GROUP (ORDER BY %I) AS q '
              'FROM bench.wide GROUP BY GROUPING SETS (%s)) AS counted WHERE n > 0',
              a.name, b.which, b.names, a.name, a.name, a.name, a.name, a.name, a.name, a.name,
              b.sets)
FROM bench.answer_column a
CROSS JOIN LATERAL (
    SELECT 'CASE 0 ' || string_agg(format('WHEN grouping(%I) THEN %L', name, name), ' ') || ' END'
               AS which,
           string_agg(quote_ident(name), ', ') AS names,
           string_agg(format('(%I)', name), ', ') AS sets
    FROM bench.banner_column) AS b
WHERE a.type = 'number'
ORDER BY a.slot \gexec
