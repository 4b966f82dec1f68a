-- The tests of form :2 of survey :1; class -1: there is none.
COPY (
    SELECT c.item, c.option, c.banner, -1, c.n::text, c.statistic::text, c.df::text, c.p::text,
           c.v::text, c.exact::text, c.remark
    FROM comparison c
    WHERE c.survey = :'1' AND c.form = :'2'
    ORDER BY c.item, c.banner, c.option
) TO STDOUT (FORMAT binary)
