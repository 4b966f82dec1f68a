-- For a connection that reads whole surveys. Right after a load the tables have no statistics, and
-- a plan made for a handful of rows is ruinous on a million, while reading a table in its order is
-- never far from the best. Compiling such a plan takes longer than running it. The memory is for
-- sorting and grouping.
SELECT set_config('enable_nestloop', 'off', false),
       set_config('enable_mergejoin', 'off', false),
       set_config('enable_indexscan', 'off', false),
       set_config('enable_bitmapscan', 'off', false),
       set_config('enable_sort', 'off', false),
       set_config('jit', 'off', false),
       -- where responses are partitioned over several servers, what joins by unit is joined there
       set_config('enable_partitionwise_join', 'on', false),
       set_config('work_mem', '64MB', false)
