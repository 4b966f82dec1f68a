-- Keeps everybody else who changes this survey's responses or cells waiting until the end of the
-- transaction. $1 survey.
SELECT pg_advisory_xact_lock(hashtext('renkei.survey'), hashtext($1))
