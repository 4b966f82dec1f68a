-- The corrections that the query workbooks of a run bring, before they are stored.
CREATE TEMPORARY TABLE incoming_correction (
    source  int NOT NULL,
    ordinal int NOT NULL,
    item    text NOT NULL,
    reply   int NOT NULL,
    form    text NOT NULL,
    unit    text NOT NULL,
    value   text NOT NULL
) ON COMMIT DROP
