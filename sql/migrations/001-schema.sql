-- The schema: the contract between ingest, aggregate and report. Rooms meet only here.
-- Everything is keyed by survey; big tables are joined by unit and carry no foreign keys and no
-- triggers, so that the same statements run on PostgreSQL and on Citus.
-- Positions count from 0 in the order of the codebook and give every output its order.
-- Keys of big tables begin with what differs most, the unit: there a comparison ends, and comparing
-- keys is what a large load spends most of its time on.

CREATE TABLE survey (
    survey        text PRIMARY KEY,
    title         text NOT NULL,
    year          int NOT NULL,
    fielded       text NOT NULL,
    codebook_hash text NOT NULL,          -- of the configuration the responses were packed with
    synthetic     boolean NOT NULL        -- true as soon as one synthetic submission was loaded
);

CREATE TABLE item (                       -- one answer: a question, or one row of a grid
    survey     text NOT NULL,
    form       text NOT NULL,
    item       int NOT NULL,              -- position
    question   text NOT NULL,
    row        text NOT NULL,             -- '' without rows
    number     text NOT NULL,
    type       text NOT NULL CHECK (type IN ('single', 'multiple', 'number', 'text')),
    derived    boolean NOT NULL,
    label      text NOT NULL,
    row_label  text NOT NULL,
    source     text NOT NULL,             -- R, L, X: where the wording comes from
    slot       int NOT NULL,              -- first byte in response.codes
    slot_count int NOT NULL,
    PRIMARY KEY (survey, form, item)
);

CREATE TABLE option (
    survey   text NOT NULL,
    form     text NOT NULL,
    question text NOT NULL,
    position int NOT NULL,
    code     int NOT NULL CHECK (code BETWEEN 1 AND 250),
    label    text NOT NULL,
    source   text NOT NULL,
    PRIMARY KEY (survey, form, question, code)
);

CREATE TABLE banner (
    survey   text NOT NULL,
    form     text NOT NULL,
    banner   text NOT NULL,
    position int NOT NULL,
    label    text NOT NULL,
    PRIMARY KEY (survey, form, banner)
);

CREATE TABLE class (
    survey   text NOT NULL,
    form     text NOT NULL,
    banner   text NOT NULL,
    position int NOT NULL,
    class    text NOT NULL,
    label    text NOT NULL,
    PRIMARY KEY (survey, form, banner, class)
);

CREATE TABLE unit (                       -- the frame as loaded; without a frame, what arrived
    survey   text NOT NULL,
    form     text NOT NULL,
    unit     text NOT NULL,
    position bigint NOT NULL,
    name     text NOT NULL,
    invented boolean NOT NULL,            -- a replica made for a load test
    frame    jsonb NOT NULL,              -- all columns of the frame
    classes  int[] NOT NULL,              -- class position per banner, NULL: in no class (or asked)
    PRIMARY KEY (unit, form, survey)
);

CREATE TABLE run (
    run           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    survey        text NOT NULL,
    verb          text NOT NULL,
    started       timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished      timestamptz,
    who           text NOT NULL,
    version       text NOT NULL,
    inputs        text NOT NULL,
    changed       boolean NOT NULL DEFAULT false, -- it changed responses: cells are to be counted
    result        jsonb NOT NULL DEFAULT '{}'
);

CREATE TABLE source (                     -- a file that arrived, accepted or not
    survey     text NOT NULL,
    source     int NOT NULL,              -- from 1 in each survey, in the order of arrival
    run        bigint NOT NULL,
    file       text NOT NULL,             -- path as given; a member: path/name in the ZIP
    kind       text NOT NULL CHECK (kind IN ('xlsx', 'csv', 'query', 'unknown', 'refused')),
    form_option text NOT NULL,            -- --form of the command line, or ''
    encoding   text NOT NULL,             -- of a CSV: utf-8, cp932, utf-16, or '' (unknown)
    size       bigint NOT NULL,
    sha256     bytea NOT NULL,
    received   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (survey, source)
);

CREATE TABLE archive (                    -- the raw bytes of every source, in blocks
    survey   text NOT NULL,
    source   int NOT NULL,
    start    bigint NOT NULL,             -- of the block in the source, in bytes
    deflated boolean NOT NULL,            -- zlib (RFC 1950), else stored as it came
    bytes    bytea NOT NULL,
    PRIMARY KEY (survey, source, start)
);
ALTER TABLE archive ALTER COLUMN bytes SET STORAGE EXTERNAL; -- compressed already

CREATE TABLE submission (                 -- one respondent's form or CSV row
    survey    text NOT NULL,
    source    int NOT NULL,
    ordinal   int NOT NULL,               -- within its source: 0, the line of the CSV row, or
                                          -- the number of the sheet, from 1, if several have forms
    form      text,                       -- NULL: not recognised
    unit      text,                       -- NULL: not recognised
    start     bigint NOT NULL,            -- its bytes in the source, expanded and in UTF-8 if
                                          -- that is gzip or UTF-16
    size      bigint NOT NULL,
    sha256    bytea NOT NULL,             -- of the form's file, of CSV header and row, or of what
                                          -- stands on the sheet
    synthetic boolean NOT NULL,
    state     text NOT NULL CHECK (state IN ('accepted', 'superseded', 'withdrawn', 'rejected')),
    run       bigint NOT NULL,
    PRIMARY KEY (source, ordinal, survey)
);
CREATE INDEX submission_by_unit ON submission (unit, form, survey);

CREATE TABLE response (                   -- the accepted submission of each unit, packed
    survey  text NOT NULL,
    form    text NOT NULL,
    unit    text NOT NULL,
    source  int NOT NULL,
    ordinal int NOT NULL,
    classes bytea NOT NULL,               -- two bytes per banner, high byte first; FFFF: in no class
    codes   bytea NOT NULL,               -- one byte per option slot; see the function code_value
    numbers bytea NOT NULL DEFAULT '',    -- eight bytes per number that was answered, as in the
                                          -- table number, in the order of the items: an integer
                                          -- in millionths, high byte first
    PRIMARY KEY (unit, form, survey)
);
ALTER TABLE response ALTER COLUMN codes SET STORAGE PLAIN; -- read in every pass: never compressed
ALTER TABLE response ALTER COLUMN classes SET STORAGE PLAIN;
ALTER TABLE response ALTER COLUMN numbers SET STORAGE PLAIN;

CREATE TABLE number (                     -- the numbers answered
    survey text NOT NULL,
    form   text NOT NULL,
    unit   text NOT NULL,
    item   int NOT NULL,
    value  numeric NOT NULL
); -- without a key: they are read and replaced by joins and written together with a response, whose
   -- key keeps them single; one of their own would double the time of a large load

CREATE TABLE text (                       -- the texts answered, as typed
    survey text NOT NULL,
    form   text NOT NULL,
    unit   text NOT NULL,
    item   int NOT NULL,
    option int NOT NULL,                  -- 0: the answer itself; else the option it stands beside
    value  text NOT NULL,
    PRIMARY KEY (unit, item, option, form, survey)
);

CREATE TABLE finding (
    survey   text NOT NULL,
    run      bigint NOT NULL,
    source   bigint NOT NULL,
    ordinal  int NOT NULL,                -- submission; -1: the source as a whole
    position int NOT NULL,                -- within the submission
    form     text,
    unit     text,
    code     text NOT NULL,               -- E002
    severity text NOT NULL CHECK (severity IN ('error', 'warning')),
    file     text NOT NULL,
    sheet    text NOT NULL,
    cell     text NOT NULL,               -- C12; '' in a CSV
    line     bigint NOT NULL,             -- of a CSV; 0 in a form
    item     text NOT NULL,               -- column name
    raw      text NOT NULL,               -- as typed
    message  text NOT NULL,               -- Japanese
    hint     text NOT NULL,
    PRIMARY KEY (source, ordinal, position, survey)
);
CREATE INDEX finding_by_unit ON finding (unit, form, survey);

CREATE TABLE reading (                    -- answers that were read by a rule, not as they stand
    survey  text NOT NULL,
    source  int NOT NULL,
    ordinal int NOT NULL,                 -- submission
    form    text NOT NULL,
    unit    text NOT NULL,
    item    text NOT NULL,                -- column name
    raw     text NOT NULL,                -- as typed
    reading text NOT NULL,                -- a code, 1 or 0 of a tick, a number
    rule    text NOT NULL,                -- docs/findings.md lists them
    PRIMARY KEY (source, ordinal, item, survey)
);
CREATE INDEX reading_by_unit ON reading (unit, form, survey);

-- Responses are a function of the archive, the corrections and the decisions: whenever one of the
-- three changes what counts, they are made again from all of them.

CREATE TABLE query (                      -- 疑義照会: a unit was asked back about a submission
    survey  text NOT NULL,
    query   int NOT NULL,                 -- from 1 in each survey
    form    text NOT NULL,
    unit    text NOT NULL,
    source  int NOT NULL,                 -- the submission it is about
    ordinal int NOT NULL,
    run     bigint NOT NULL,
    PRIMARY KEY (survey, query)
);

CREATE TABLE query_item (                 -- a finding as it was put to the unit
    survey   text NOT NULL,
    query    int NOT NULL,
    position int NOT NULL,                -- its number on the sheet, from 1
    code     text NOT NULL,
    item     text NOT NULL,               -- column name, '' if it is about no single answer
    raw      text NOT NULL,
    message  text NOT NULL,
    hint     text NOT NULL,
    PRIMARY KEY (survey, query, position)
);

CREATE TABLE reply (                      -- what a returned query said to one of its items
    survey   text NOT NULL,
    source   int NOT NULL,                -- the returned workbook
    query    int NOT NULL,
    position int NOT NULL,
    kind     text NOT NULL CHECK (kind IN ('corrected', 'confirmed')),
    reason   text NOT NULL,
    run      bigint NOT NULL,
    PRIMARY KEY (survey, source, position)
);

CREATE TABLE correction (                 -- an answer of a submission that was corrected
    survey  text NOT NULL,
    source  int NOT NULL,                 -- the submission
    ordinal int NOT NULL,
    item    text NOT NULL,                -- column name
    reply   int NOT NULL,                 -- source of the workbook that brought it; the last counts
    form    text NOT NULL,
    unit    text NOT NULL,
    value   text NOT NULL,                -- in place of what was typed; '' for blank
    run     bigint NOT NULL,
    PRIMARY KEY (survey, source, ordinal, item, reply)
);

CREATE TABLE decision (                   -- a unit was withdrawn, or set back to a submission
    survey   text NOT NULL,
    decision int NOT NULL,                -- numbered with the sources: later submissions prevail
    form     text NOT NULL,
    unit     text NOT NULL,
    kind     text NOT NULL CHECK (kind IN ('withdrawn', 'restored')),
    source   int,                         -- the submission that counts; NULL when withdrawn
    ordinal  int,
    reason   text NOT NULL,
    run      bigint NOT NULL,
    PRIMARY KEY (survey, decision)
);

CREATE TABLE change (                     -- an answer that a run changed: of another submission,
    survey   text NOT NULL,               -- or of the same one with corrections
    form     text NOT NULL,
    unit     text NOT NULL,
    run      bigint NOT NULL,
    question text NOT NULL,               -- by name: positions change with the codebook
    row      text NOT NULL,
    option   int NOT NULL,                -- code, of a multiple question; else 0
    former   text NOT NULL,               -- as in the view answer
    value    text NOT NULL,
    PRIMARY KEY (survey, form, unit, run, question, row, option)
);

-- The changes of answers that the codebook still has, with the item's position.
CREATE VIEW changed_answer AS
SELECT c.survey, c.form, c.unit, c.run, i.item, c.option, c.former, c.value
FROM change c
JOIN item i ON i.survey = c.survey AND i.form = c.form AND i.question = c.question
           AND i.row = c.row;

CREATE TABLE cell_block (                 -- counts of an item in all classes of a banner
    survey  text NOT NULL,
    form    text NOT NULL,
    item    int NOT NULL,
    banner  int NOT NULL,                 -- position
    answers int NOT NULL,                 -- per class: the options, then NA, then INVALID
    counts  bigint[] NOT NULL,            -- the answers of class 0, then those of class 1, …
    bases   bigint[] NOT NULL,            -- per class: asked
    valids  bigint[] NOT NULL,            -- per class: answered usably
    PRIMARY KEY (survey, form, item, banner)
);
-- Compressing the counts would take as long as storing them. The view cell looks up a class in the
-- other two for each of its cells: they stay in the row while they fit.
ALTER TABLE cell_block ALTER COLUMN counts SET STORAGE EXTERNAL;
ALTER TABLE cell_block ALTER COLUMN bases SET STORAGE MAIN;
ALTER TABLE cell_block ALTER COLUMN valids SET STORAGE MAIN;

-- Counts, what all tables are made of: a row per form, item, banner, class, option, all positions.
-- A table of such rows takes ten times as long to store.
CREATE VIEW cell AS
SELECT survey, form, item, place % answers AS option, banner, place / answers AS class, count,
       bases[place / answers + 1] AS base, valids[place / answers + 1] AS valid
FROM (SELECT survey, form, item, banner, answers, bases, valids, unnest(counts) AS count,
             generate_series(0, cardinality(counts) - 1) AS place
      FROM cell_block) AS b;

CREATE TABLE statistic (                  -- numeric questions
    survey  text NOT NULL,
    form    text NOT NULL,
    item    int NOT NULL,
    banner  int NOT NULL,
    class   int NOT NULL,
    n       bigint NOT NULL,
    missing bigint NOT NULL,              -- asked, but no usable number
    sum     numeric NOT NULL,
    mean    numeric,                      -- NULL with n = 0
    sd      numeric,                      -- of a sample (n - 1); NULL with n < 2
    min     numeric,
    p25     numeric,
    median  numeric,
    p75     numeric,
    max     numeric,
    quantiles int NOT NULL,               -- definition of p25 … p75: 7 or 1 (Hyndman and Fan 1996)
    PRIMARY KEY (survey, form, item, banner, class)
);

CREATE TABLE rate (                       -- numbers per so many of a column of the frame
    survey      text NOT NULL,
    form        text NOT NULL,
    item        int NOT NULL,
    per         text NOT NULL,            -- the column
    banner      int NOT NULL,
    class       int NOT NULL,
    n           bigint NOT NULL,          -- units counted: a number, and the column above 0
    left_out    bigint NOT NULL,          -- units with a number, but no value above 0 in the column
    sum         numeric NOT NULL,         -- of the numbers, over these n units
    denominator numeric NOT NULL,         -- of the column, over the same
    PRIMARY KEY (survey, form, item, per, banner, class)
);

-- How sure the figures are: only what tables.yaml asks for is there.

CREATE TABLE estimation (                 -- what was asked for when a form was last counted
    survey        text NOT NULL,
    form          text NOT NULL,
    method        text NOT NULL,          -- of the intervals: wilson, logit; '' none
    level         numeric,
    stratum       text NOT NULL,          -- the banner whose classes are the strata; '' no weights
    tests         boolean NOT NULL,
    test_level    numeric,
    correction    text NOT NULL,          -- none, bonferroni, bh; '' no tests
    smallest_base bigint,
    PRIMARY KEY (survey, form)
);

CREATE TABLE weight (                     -- a unit of a stratum stands for units / answered
    survey   text NOT NULL,
    form     text NOT NULL,
    class    int NOT NULL,                -- position in the banner of the strata
    units    bigint NOT NULL,             -- of the frame
    answered bigint NOT NULL,             -- 0: its units are not represented
    PRIMARY KEY (survey, form, class)
);

CREATE TABLE estimate (                   -- of a cell of the same key
    survey         text NOT NULL,
    form           text NOT NULL,
    item           int NOT NULL,
    option         int NOT NULL,
    banner         int NOT NULL,
    class          int NOT NULL,
    weighted_count numeric,               -- these five: with weights only; four decimals
    weighted_base  numeric,
    percent        numeric,               -- weighted_count of weighted_base; NULL with base 0
    se             numeric,               -- of it, in points, four decimals; NULL: not defined
    effective_base numeric,               -- Kish; one decimal
    low            numeric,               -- of the interval, in percent, two decimals; NULL: none
    high           numeric
);
CREATE INDEX estimate_by_item ON estimate (survey, form, item);

CREATE TABLE comparison (                 -- do the answers differ between the classes of a banner?
    survey    text NOT NULL,
    form      text NOT NULL,
    item      int NOT NULL,
    option    int NOT NULL,               -- of a multiple question; -1: all of a single one
    banner    int NOT NULL,
    n         bigint NOT NULL,            -- valid answers in all classes
    statistic numeric,                    -- chi-square; these are NULL if it was refused
    df        bigint,
    p         numeric,
    v         numeric,                    -- Cramér
    exact     numeric,                    -- p; NULL: not needed or not computed
    remark    text NOT NULL,              -- why there is no test, or no exact p; '' nothing
    PRIMARY KEY (survey, form, item, option, banner)
);

CREATE TABLE comparison_letter (          -- which classes have a larger share of an answer
    survey  text NOT NULL,
    form    text NOT NULL,
    item    int NOT NULL,
    option  int NOT NULL,
    banner  int NOT NULL,
    class   int NOT NULL,
    letter  text NOT NULL,                -- of this class: A, B, …, Z, AA
    count   bigint NOT NULL,
    valid   bigint NOT NULL,
    above   text NOT NULL,                -- letters of the classes whose share is smaller: 'B D'
    remark  text NOT NULL,                -- why this class was not compared; '' it was
    PRIMARY KEY (survey, form, item, option, banner, class)
);

CREATE TABLE published (                  -- figures as printed in the reports
    survey       text NOT NULL,
    position     int NOT NULL,
    figure       text NOT NULL,
    form         text NOT NULL,
    question     text NOT NULL,
    row          text NOT NULL,
    option       text NOT NULL,
    base         bigint,
    base_printed boolean NOT NULL,
    count        bigint,
    percent      numeric,
    printed_as   text NOT NULL,
    PRIMARY KEY (survey, position)
);

-- Whether the cells of a survey were counted, and whether its responses have changed since. Runs of
-- one survey wait for each other (sql/db/lock-survey.sql), so their numbers are their order.
CREATE VIEW cells_state AS
SELECT s.survey, s.codebook_hash, c.run IS NOT NULL AS counted,
       coalesce(i.run > c.run, false) AS stale
FROM survey s
LEFT JOIN (SELECT survey, max(run) AS run FROM run
           WHERE verb = 'aggregate' AND finished IS NOT NULL GROUP BY survey) c
       ON c.survey = s.survey
LEFT JOIN (SELECT survey, max(run) AS run FROM run
           WHERE verb = 'ingest' AND changed GROUP BY survey) i
       ON i.survey = s.survey;

-- What is still to be asked back: findings of the submissions that count, without those that the
-- unit has confirmed; the last reply to an item counts. A correction closes a finding by taking
-- away its cause.
CREATE VIEW open_finding AS
SELECT f.*, q.query
FROM finding f
JOIN submission s ON s.survey = f.survey AND s.source = f.source AND s.ordinal = f.ordinal
                 AND s.state = 'accepted'
LEFT JOIN (SELECT survey, source, ordinal, max(query) AS query FROM query
           GROUP BY survey, source, ordinal) q
       ON q.survey = f.survey AND q.source = f.source AND q.ordinal = f.ordinal
LEFT JOIN (SELECT DISTINCT q.survey, q.source, q.ordinal, i.code, i.item, i.raw
           FROM (SELECT DISTINCT ON (survey, query, position) survey, query, position, kind
                 FROM reply ORDER BY survey, query, position, source DESC) r
           JOIN query q ON q.survey = r.survey AND q.query = r.query
           JOIN query_item i ON i.survey = r.survey AND i.query = r.query
                            AND i.position = r.position
           WHERE r.kind = 'confirmed') c
       ON c.survey = f.survey AND c.source = f.source AND c.ordinal = f.ordinal
      AND c.code = f.code AND c.item = f.item AND c.raw = f.raw
WHERE c.survey IS NULL;

-- Where each unit stands: not_received 未提出, rejected 不受理, received 受付 (with findings that
-- nobody has asked back yet), in_query 照会中, corrected 訂正済, accepted 受理, withdrawn 取下げ.
CREATE VIEW unit_state AS
WITH submissions AS (
    SELECT survey, form, unit, count(*) AS submissions,
           bool_or(state = 'withdrawn') AS withdrawn, bool_or(state = 'rejected') AS rejected,
           max(run) AS run
    FROM submission WHERE unit IS NOT NULL GROUP BY survey, form, unit
), findings AS (
    SELECT survey, form, unit, count(*) AS findings,
           count(*) FILTER (WHERE severity = 'error') AS errors, max(query) AS query
    FROM open_finding GROUP BY survey, form, unit
), replies AS (
    SELECT DISTINCT q.survey, q.source, q.ordinal
    FROM reply r JOIN query q ON q.survey = r.survey AND q.query = r.query
)
SELECT u.survey, u.form, u.unit, u.position, u.name,
       CASE WHEN r.unit IS NOT NULL AND f.findings IS NULL AND p.source IS NOT NULL
            THEN 'corrected'
            WHEN r.unit IS NOT NULL AND f.findings IS NULL THEN 'accepted'
            WHEN r.unit IS NOT NULL AND f.query IS NOT NULL THEN 'in_query'
            WHEN r.unit IS NOT NULL THEN 'received'
            WHEN s.withdrawn THEN 'withdrawn'
            WHEN s.rejected THEN 'rejected'
            ELSE 'not_received' END AS state,
       coalesce(s.submissions, 0) AS submissions, r.source, r.ordinal, s.run,
       coalesce(f.findings, 0) AS open_findings, coalesce(f.errors, 0) AS open_errors, f.query
FROM unit u
LEFT JOIN response r ON r.survey = u.survey AND r.form = u.form AND r.unit = u.unit
LEFT JOIN submissions s ON s.survey = u.survey AND s.form = u.form AND s.unit = u.unit
LEFT JOIN findings f ON f.survey = u.survey AND f.form = u.form AND f.unit = u.unit
LEFT JOIN replies p ON p.survey = r.survey AND p.source = r.source AND p.ordinal = r.ordinal;

-- What happened to each unit, with time and run, oldest first by run.
CREATE VIEW history AS
SELECT h.*, r.started AS at, r.who
FROM (
    SELECT survey, form, unit, run,
           CASE state WHEN 'rejected' THEN 'rejected' ELSE 'received' END AS event,
           source, ordinal, NULL::int AS query, '' AS note
    FROM submission WHERE unit IS NOT NULL
    UNION ALL
    SELECT survey, form, unit, run, 'queried', source, ordinal, query, '' FROM query
    UNION ALL
    SELECT q.survey, q.form, q.unit, y.run, y.kind, q.source, q.ordinal, q.query, y.reason
    FROM reply y JOIN query q ON q.survey = y.survey AND q.query = y.query
    UNION ALL
    SELECT survey, form, unit, run, kind, source, ordinal, NULL, reason FROM decision
) h
JOIN run r ON r.run = h.run;

-- What a code in a slot says, in words.
CREATE FUNCTION code_value(code int) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE code WHEN 251 THEN 'NA' WHEN 252 THEN 'INVALID' WHEN 253 THEN 'NOT_ASKED'
                     ELSE code::text END
$$;

-- The packed codes in long form, for people with psql: one row per slot of single and multiple
-- questions. Single: option is NULL and value the code; multiple: value is 1, 0 or a kind of empty.
CREATE VIEW answer AS
SELECT r.survey, r.form, r.unit, i.question, i.row,
       CASE WHEN i.type = 'multiple' THEN o.code END AS option,
       code_value(get_byte(r.codes, i.slot + coalesce(o.position, 0))) AS value
FROM response r
JOIN item i ON i.survey = r.survey AND i.form = r.form AND i.type IN ('single', 'multiple')
LEFT JOIN option o ON i.type = 'multiple' AND o.survey = i.survey AND o.form = i.form
                  AND o.question = i.question
UNION ALL
SELECT r.survey, r.form, r.unit, i.question, i.row, NULL,
       coalesce(n.value::text, t.value, code_value(get_byte(r.codes, i.slot)))
FROM response r
JOIN item i ON i.survey = r.survey AND i.form = r.form AND i.type IN ('number', 'text')
LEFT JOIN number n ON n.survey = r.survey AND n.form = r.form AND n.unit = r.unit
                  AND n.item = i.item
LEFT JOIN text t ON t.survey = r.survey AND t.form = r.form AND t.unit = r.unit
                AND t.item = i.item AND t.option = 0;
