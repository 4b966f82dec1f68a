-- Empties every table but the list of migrations: what is loaded next replaces nothing.
SELECT format('TRUNCATE %s RESTART IDENTITY', string_agg(format('%I', tablename), ', '))
FROM pg_tables
WHERE schemaname = 'renkei' AND tablename <> 'migration'
HAVING count(*) > 0
\gexec
