-- The planner learns how much there is to compare; nobody else would tell it of temporary tables.
ANALYZE former, former_number, former_text
