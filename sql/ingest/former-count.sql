-- How many responses were kept for the comparison.
SELECT count(*) FROM former
