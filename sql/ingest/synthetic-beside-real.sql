-- Whether this run brings synthetic submissions into a survey that holds real ones. $1 survey
SELECT (EXISTS (SELECT FROM incoming WHERE synthetic AND NOT rejected)
        AND EXISTS (SELECT FROM submission
                    WHERE survey = $1 AND state = 'accepted' AND NOT synthetic))::int
