-- The numbers of the submissions in incoming.
CREATE TEMPORARY TABLE incoming_number (
    source int NOT NULL, ordinal int NOT NULL, item int NOT NULL, value numeric NOT NULL
) ON COMMIT DROP
