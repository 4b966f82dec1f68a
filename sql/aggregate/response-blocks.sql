-- Blocks of the table of responses, for dividing it between connections.
SELECT pg_relation_size('response') / current_setting('block_size')::bigint
