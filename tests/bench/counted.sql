-- What renkei counted for the form of wide_table.sql, in the way all peers write it: lines
-- count,column,banner,class,code,count and number,column,banner,class,n,sum,mean,sd,min,p25,median,
-- p75,max. Codes 0 and 253 (not ticked, not asked) are no cells, nor are cells with count 0 lines.
COPY (
    SELECT 'count', a.name, b.name, c.class,
           CASE WHEN c.option = o.options THEN 251 WHEN c.option = o.options + 1 THEN 252
                WHEN a.type = 'multiple' THEN 1 ELSE p.code END AS code,
           c.count, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM bench.form
    JOIN renkei.cell c USING (survey, form)
    JOIN renkei.item i USING (survey, form, item)
    JOIN (SELECT survey, form, question, count(*) AS options
          FROM renkei.option GROUP BY survey, form, question) o USING (survey, form, question)
    LEFT JOIN renkei.option p ON p.survey = c.survey AND p.form = c.form
                             AND p.question = i.question AND p.position = c.option
    JOIN bench.answer_column a ON a.item = c.item
                              AND (a.option IS NULL OR a.option = c.option OR c.option >= o.options)
    JOIN bench.banner_column b ON b.banner = c.banner
    WHERE c.count > 0
    UNION ALL
    SELECT 'number', a.name, b.name, s.class, s.n, s.sum, s.mean, s.sd, s.min, s.p25, s.median,
           s.p75, s.max
    FROM bench.form
    JOIN renkei.statistic s USING (survey, form)
    JOIN bench.answer_column a ON a.item = s.item
    JOIN bench.banner_column b ON b.banner = s.banner
    WHERE s.n > 0
) TO STDOUT (FORMAT csv)
