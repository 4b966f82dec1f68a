-- The findings of the submissions in incoming.
CREATE TEMPORARY TABLE incoming_finding (
    source   int NOT NULL,
    ordinal  int NOT NULL,
    position int NOT NULL,
    form     text,
    unit     text,
    code     text NOT NULL,
    severity text NOT NULL,
    file     text NOT NULL,
    sheet    text NOT NULL,
    cell     text NOT NULL,
    line     bigint NOT NULL,
    item     text NOT NULL,
    raw      text NOT NULL,
    message  text NOT NULL,
    hint     text NOT NULL
) ON COMMIT DROP
