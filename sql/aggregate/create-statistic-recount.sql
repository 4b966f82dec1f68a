-- Where the recount of the statistics is put, for comparison with those that are stored.
CREATE TEMPORARY TABLE statistic_recount (
    LIKE statistic
) ON COMMIT DROP
