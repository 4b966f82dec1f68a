-- Tables of the schema that the role $1 may change, in its own right or through other roles.
SELECT count(*) FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'renkei' AND c.relkind IN ('r', 'p', 'v')
  AND has_table_privilege($1, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE');
