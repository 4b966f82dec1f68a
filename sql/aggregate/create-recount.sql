-- Where the recount is put, for comparison with the cells.
CREATE TEMPORARY TABLE recount (
    form   text,
    item   int,
    option int,
    banner int,
    class  int,
    count  bigint,
    base   bigint,
    valid  bigint
) ON COMMIT DROP
