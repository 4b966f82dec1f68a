-- The submission of each unit that counts: the last one of this run.
CREATE TEMPORARY TABLE latest ON COMMIT DROP AS
SELECT DISTINCT ON (form, unit) form, unit, source, ordinal
FROM incoming
WHERE NOT rejected
ORDER BY form, unit, source DESC, ordinal DESC
