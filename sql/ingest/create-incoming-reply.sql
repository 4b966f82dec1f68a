-- What the query workbooks of a run say, before it is stored.
CREATE TEMPORARY TABLE incoming_reply (
    source   int NOT NULL,
    query    int NOT NULL,
    position int NOT NULL,
    kind     text NOT NULL,
    reason   text NOT NULL
) ON COMMIT DROP
