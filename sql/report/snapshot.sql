-- All files of one report show the same state, whatever is loaded meanwhile.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY
