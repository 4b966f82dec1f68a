-- 1 if this database has the extension Citus, else 0.
SELECT count(*) FROM pg_catalog.pg_extension WHERE extname = 'citus'
