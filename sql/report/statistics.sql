-- The statistics of the number questions of form 2 of survey 1, as exact decimal texts without
-- trailing zeros, and the definition of the quartiles.
COPY (
    SELECT item, banner, class, n, missing,
           trim_scale(sum)::text, trim_scale(mean)::text, trim_scale(sd)::text,
           trim_scale(min)::text, trim_scale(p25)::text, trim_scale(median)::text,
           trim_scale(p75)::text, trim_scale(max)::text, quantiles
    FROM statistic
    WHERE survey = :'1' AND form = :'2'
) TO STDOUT (FORMAT binary)
