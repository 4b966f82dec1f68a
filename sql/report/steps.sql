-- Row counts of survey $1 per step. The digest stands for all files that were read: the SHA-256 of
-- their hashes one behind the other, ascending, so that the order of loading does not matter.
WITH s AS MATERIALIZED (
    SELECT count(*) FILTER (WHERE state = 'accepted') AS accepted,
           count(*) FILTER (WHERE state = 'superseded') AS superseded,
           count(*) FILTER (WHERE state = 'rejected') AS rejected,
           count(*) FILTER (WHERE state = 'withdrawn') AS withdrawn
    FROM submission
    WHERE survey = $1
), f AS MATERIALIZED (
    SELECT count(*) AS findings
    FROM finding
    WHERE survey = $1
), h AS MATERIALIZED (
    SELECT sha256
    FROM source
    WHERE survey = $1
    GROUP BY sha256
), d AS MATERIALIZED (
    SELECT count(*) AS sources,
           encode(sha256(coalesce(string_agg(sha256, ''::bytea ORDER BY sha256), ''::bytea)), 'hex')
               AS digest
    FROM h
)
SELECT survey.synthetic, s.accepted, s.superseded, s.rejected, d.sources, d.digest,
       s.withdrawn, f.findings
FROM survey, s, f, d
WHERE survey.survey = $1
