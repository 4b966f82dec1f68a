-- Whether this run brings synthetic submissions beside real ones: 1 into a survey that holds some,
-- 2 together with some, where the order of the files would decide what counts; else 0. $1 survey
SELECT CASE
       WHEN NOT EXISTS (SELECT FROM incoming WHERE synthetic AND NOT rejected) THEN 0
       WHEN EXISTS (SELECT FROM submission
                    WHERE survey = $1 AND state = 'accepted' AND NOT synthetic) THEN 1
       WHEN EXISTS (SELECT FROM incoming WHERE NOT synthetic AND NOT rejected) THEN 2
       ELSE 0 END
