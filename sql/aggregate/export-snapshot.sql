-- What this transaction sees, for the connections that read along.
SELECT pg_export_snapshot()
