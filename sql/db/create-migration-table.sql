-- Which migrations were applied, when, and by which version of the program.
CREATE TABLE renkei.migration (
    version int PRIMARY KEY,
    name    text NOT NULL,
    program text NOT NULL,
    applied timestamptz NOT NULL DEFAULT now()
);
