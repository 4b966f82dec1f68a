-- Spreads the responses over the servers that postgres_fdw reaches: response, number and text
-- become tables partitioned by unit, one partition on each foreign server whose name begins with
-- "renkei_", in the order of the names; rows that are there move along. Everything else stays here.
-- Each of those servers has the schema of the same version ('renkei db migrate --db …').
-- No parameters; run once by the owner of the schema, in psql, with search_path renkei. See
-- docs/scale.md. Keys stay on the servers: a row is checked where it lies, and its unit says where.
DO $$
DECLARE
    servers  text[] := ARRAY(SELECT srvname::text FROM pg_foreign_server
                             WHERE srvname ^@ 'renkei_' ORDER BY srvname COLLATE "C");
    names    text[] := ARRAY(SELECT relname::text FROM pg_class
                             WHERE relnamespace = 'renkei'::regnamespace AND relkind = 'v'
                             ORDER BY oid);
    texts    text[] := ARRAY(SELECT pg_get_viewdef(oid) FROM pg_class
                             WHERE relnamespace = 'renkei'::regnamespace AND relkind = 'v'
                             ORDER BY oid);
    big      text;
    position int;
BEGIN
    IF cardinality(servers) = 0 THEN
        RAISE EXCEPTION 'no foreign server has a name that begins with "renkei_"'
            USING HINT = 'create them first, as docs/scale.md says';
    END IF;
    -- views hold on to the tables they were made over
    EXECUTE 'DROP VIEW ' || (SELECT string_agg(quote_ident(name), ', ') FROM unnest(names) AS name);
    FOREACH big IN ARRAY ARRAY['response', 'number', 'text'] LOOP
        EXECUTE format('ALTER TABLE %I RENAME TO %I', big, big || '_before');
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS) PARTITION BY HASH (unit)',
                       big, big || '_before');
        FOR position IN 1 .. cardinality(servers) LOOP
            EXECUTE format('CREATE FOREIGN TABLE %I PARTITION OF %I '
                           'FOR VALUES WITH (MODULUS %s, REMAINDER %s) '
                           'SERVER %I OPTIONS (schema_name ''renkei'', table_name %L)',
                           big || '_' || position, big, cardinality(servers), position - 1,
                           servers[position], big);
        END LOOP;
        EXECUTE format('INSERT INTO %I SELECT * FROM %I', big, big || '_before');
        EXECUTE format('DROP TABLE %I', big || '_before');
    END LOOP;
    FOR position IN 1 .. coalesce(cardinality(names), 0) LOOP
        EXECUTE format('CREATE VIEW %I AS %s', names[position], texts[position]);
    END LOOP;
END
$$
