-- The texts of the responses in former.
CREATE TEMPORARY TABLE former_text (
    form text NOT NULL, unit text NOT NULL, item int NOT NULL, option int NOT NULL,
    value text NOT NULL
) ON COMMIT DROP
