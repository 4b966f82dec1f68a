-- Weighted cells, each figure rounded once and as a whole number of its last decimal.
CREATE TEMPORARY TABLE weighted_cell (
    item      int,
    option    int,
    banner    int,
    class     int,
    count     bigint,                     -- in 1/10,000
    base      bigint,                     -- in 1/10,000
    tenths    bigint,                     -- percent
    effective bigint                      -- effective base, in tenths
) ON COMMIT DROP
