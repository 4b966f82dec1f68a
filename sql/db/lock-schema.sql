-- Lets one program at a time change the schema; the lock ends with the transaction. The number is
-- 'renkei' in ASCII.
SELECT pg_advisory_xact_lock(125779969795433);
