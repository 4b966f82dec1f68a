-- First in a transaction that reads a former survey: all its statements see the same responses.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY
