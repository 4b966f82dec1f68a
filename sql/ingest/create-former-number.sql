-- The numbers of the responses in former.
CREATE TEMPORARY TABLE former_number (
    form text NOT NULL, unit text NOT NULL, item int NOT NULL, value numeric NOT NULL
) ON COMMIT DROP
