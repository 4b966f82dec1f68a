-- Distributes the responses, and what is joined to them by unit, over the workers of a Citus
-- cluster, all by unit and so that one unit's rows lie together; puts the small tables that they are
-- joined with on every worker. Files, submissions, findings and results stay on the coordinator.
-- Rows that are there move along; what is distributed already stays as it is. No parameters.
DO $$
DECLARE
    name text;
BEGIN
    -- tables of both kinds are made in this one transaction
    PERFORM set_config('citus.multi_shard_modify_mode', 'sequential', true);
    FOREACH name IN ARRAY ARRAY['survey', 'item', 'option', 'banner', 'class'] LOOP
        IF (SELECT count(*) FROM pg_dist_partition
            WHERE logicalrel = format('renkei.%I', name)::regclass) = 0 THEN
            PERFORM create_reference_table(format('renkei.%I', name)::regclass);
        END IF;
    END LOOP;
    FOREACH name IN ARRAY ARRAY['response', 'number', 'text', 'unit'] LOOP
        IF (SELECT count(*) FROM pg_dist_partition
            WHERE logicalrel = format('renkei.%I', name)::regclass) = 0 THEN
            PERFORM create_distributed_table(
                format('renkei.%I', name)::regclass, 'unit',
                colocate_with => CASE name WHEN 'response' THEN 'default' ELSE 'renkei.response' END);
        END IF;
    END LOOP;
    -- the view answer calls it where the responses are
    PERFORM create_distributed_function('renkei.code_value(int)');
END
$$
