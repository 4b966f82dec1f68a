-- 1 if the table of migrations exists and this role may see it, else 0.
SELECT count(*) FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'renkei' AND c.relname = 'migration' AND c.relkind IN ('r', 'p');
