-- Which of the tables estimates, weights, comparisons, letters survey $1 has.
SELECT EXISTS (SELECT FROM estimate WHERE survey = $1)::int,
       EXISTS (SELECT FROM weight WHERE survey = $1)::int,
       EXISTS (SELECT FROM comparison WHERE survey = $1)::int,
       EXISTS (SELECT FROM comparison_letter WHERE survey = $1)::int
