-- Bytes of this database on the server's disk.
SELECT pg_database_size(current_database());
