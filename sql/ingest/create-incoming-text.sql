-- The texts of the submissions in incoming.
CREATE TEMPORARY TABLE incoming_text (
    source int NOT NULL, ordinal int NOT NULL, item int NOT NULL, option int NOT NULL,
    value text NOT NULL
) ON COMMIT DROP
