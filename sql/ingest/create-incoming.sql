-- Submissions of one run before they are decided upon. They vanish with the transaction.
CREATE TEMPORARY TABLE incoming (
    source    int NOT NULL,
    ordinal   int NOT NULL,
    sheet     text NOT NULL,              -- of several in one file, else ''
    form      text,
    unit      text,
    start     bigint NOT NULL,
    size      bigint NOT NULL,
    sha256    bytea NOT NULL,
    synthetic boolean NOT NULL,
    rejected  boolean NOT NULL,
    classes   bytea,
    codes     bytea,
    numbers   bytea
) ON COMMIT DROP
