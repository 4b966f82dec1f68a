-- 1 if the role $1 owns the schema, is the one asking, or may do everything; else 0.
SELECT count(*) FROM pg_catalog.pg_roles r
WHERE r.rolname = $1
  AND (r.rolsuper OR r.rolname = current_user OR r.rolname = session_user
       OR pg_has_role(r.oid, (SELECT nspowner FROM pg_catalog.pg_namespace WHERE nspname = 'renkei'),
                      'MEMBER'));
