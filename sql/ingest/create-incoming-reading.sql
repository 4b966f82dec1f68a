-- The answers of the submissions in incoming that were read by a rule.
CREATE TEMPORARY TABLE incoming_reading (
    source  int NOT NULL,
    ordinal int NOT NULL,
    item    text NOT NULL,
    raw     text NOT NULL,
    reading text NOT NULL,
    rule    text NOT NULL
) ON COMMIT DROP
