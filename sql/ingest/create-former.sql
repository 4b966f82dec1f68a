-- The responses before this run of the units that it touches.
CREATE TEMPORARY TABLE former (
    form text NOT NULL, unit text NOT NULL, codes bytea NOT NULL,
    PRIMARY KEY (form, unit)
) ON COMMIT DROP
