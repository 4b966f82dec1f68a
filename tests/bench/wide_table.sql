-- For psql, after a survey was loaded: the answers to a form as a wide table of codes, as people keep
-- them for other programs. One row per response, one column per banner (b_: the class by position),
-- per answer or option (q_: the code) and per number (n_). Variables: survey, form.
SET client_min_messages = warning;
DROP SCHEMA IF EXISTS bench CASCADE;
CREATE SCHEMA bench;
SET search_path = bench, renkei;

CREATE TABLE form AS SELECT :'survey'::text AS survey, :'form'::text AS form;

CREATE TABLE banner_column AS
SELECT 'b_' || b.banner AS name, b.position AS banner
FROM banner b JOIN form USING (survey, form);

CREATE TABLE answer_column AS
SELECT CASE i.type WHEN 'number' THEN 'n_' ELSE 'q_' END
           || concat_ws('_', i.question, nullif(i.row, ''),
                        CASE i.type WHEN 'multiple' THEN o.code END) AS name,
       i.type, i.item, o.position AS option, i.slot + coalesce(o.position, 0) AS slot
FROM item i
JOIN form USING (survey, form)
LEFT JOIN option o ON o.survey = i.survey AND o.form = i.form AND o.question = i.question
                  AND i.type = 'multiple'
WHERE i.type <> 'text';

-- What is multiplied: rows from 0.
CREATE TABLE base_response AS
SELECT row_number() OVER (ORDER BY r.unit) - 1 AS position, r.*
FROM response r JOIN form USING (survey, form);

SELECT format('CREATE TABLE base_wide AS SELECT r.position, %s FROM base_response r',
              string_agg(value || ' AS ' || quote_ident(name), ', ' ORDER BY kind, slot))
FROM (SELECT name, 1 AS kind, banner AS slot,
             format('get_byte(r.classes, %s) * 256 + get_byte(r.classes, %s)', 2 * banner,
                    2 * banner + 1) AS value
      FROM banner_column
      UNION ALL
      SELECT name, 2, slot, format('get_byte(r.codes, %s)', slot)
      FROM answer_column WHERE type <> 'number'
      UNION ALL
      SELECT name, 3, slot,
             format('(SELECT n.value FROM number n WHERE n.unit = r.unit AND n.survey = r.survey '
                    'AND n.form = r.form AND n.item = %s)', item)
      FROM answer_column WHERE type = 'number') AS c \gexec
