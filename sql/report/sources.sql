-- The files of survey $1, each content once. The folder is left out: the same files elsewhere are
-- the same input.
SELECT min(regexp_replace(file, '^.*/', '') COLLATE "C") AS name,
       min(size) AS size,
       encode(sha256, 'hex') AS sha256
FROM source
WHERE survey = $1
GROUP BY sha256
ORDER BY sha256
