-- Blocks of the table of responses, for dividing it between connections; of the largest partition
-- where there are several, since every connection reads its share of each. For a partition on
-- another server it is the number at its last ANALYZE. No more than a measure: the last share has
-- no end, so no row is missed.
SELECT greatest(pg_relation_size('response') / current_setting('block_size')::bigint,
                max(CASE c.relkind WHEN 'f' THEN c.relpages
                    ELSE pg_relation_size(c.oid) / current_setting('block_size')::bigint END))
FROM pg_partition_tree('response') p
JOIN pg_class c ON c.oid = p.relid AND p.isleaf
