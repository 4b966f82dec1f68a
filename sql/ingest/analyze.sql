-- The planner learns what a load has changed; after small ones autovacuum would come too late.
ANALYZE unit, response, number
