-- Lets the role named by the setting renkei.role log in and read everything in the schema, now and
-- later, and takes away what else it had there. A statement of this kind takes no parameters.
DO $$
DECLARE
    role text := current_setting('renkei.role');
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = role) THEN
        EXECUTE format('CREATE ROLE %I', role);
    END IF;
    EXECUTE format('ALTER ROLE %I LOGIN NOCREATEDB NOCREATEROLE', role);
    EXECUTE format('ALTER ROLE %I IN DATABASE %I SET search_path = renkei', role, current_database());
    EXECUTE format('REVOKE ALL ON SCHEMA renkei FROM %I', role);
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA renkei FROM %I', role);
    EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA renkei FROM %I', role);
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), role);
    EXECUTE format('GRANT USAGE ON SCHEMA renkei TO %I', role);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA renkei TO %I', role);
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA renkei GRANT SELECT ON TABLES TO %I', role);
END
$$;
