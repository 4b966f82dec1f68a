-- Whether this session may record queries, and as whom it is here.
SELECT has_table_privilege('query', 'INSERT') AND has_table_privilege('query_item', 'INSERT')
           AND has_table_privilege('run', 'INSERT, UPDATE'),
       current_user
