-- Blocks of the largest shard of the responses on a Citus cluster, for dividing the work between
-- connections as aggregate/response-blocks does. No row is missed if it is wrong.
SELECT coalesce(max(shard_size), 0) / current_setting('block_size')::bigint
FROM citus_shards
WHERE table_name = 'renkei.response'::regclass
