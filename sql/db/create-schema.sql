-- The schema of this program.
CREATE SCHEMA IF NOT EXISTS renkei;
