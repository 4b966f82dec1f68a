-- Cells by stratum; only where somebody was asked.
CREATE TEMPORARY TABLE stratum_count (
    item    int,
    option  int,
    banner  int,
    class   int,
    stratum int,
    count   bigint,
    base    bigint
) ON COMMIT DROP
