-- Makes every session alike, whatever the defaults of server, database and role are.
SELECT set_config('search_path', 'renkei', false),
       set_config('timezone', 'UTC', false),
       set_config('datestyle', 'ISO, YMD', false),
       set_config('intervalstyle', 'postgres', false),
       set_config('bytea_output', 'hex', false),
       set_config('standard_conforming_strings', 'on', false),
       set_config('client_min_messages', 'warning', false),
       -- a statement ends soon after its program has died, and gives its locks back
       set_config('client_connection_check_interval', '1s', false);
