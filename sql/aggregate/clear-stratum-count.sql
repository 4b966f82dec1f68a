-- For the next form.
DELETE FROM stratum_count
