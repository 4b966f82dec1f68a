-- What can be answered in each form, for plan.py: form -> item -> its type and options, as JSON.
-- :survey is the survey.
SELECT json_object_agg(form, items)
FROM (
    SELECT form,
           json_object_agg(
               question || CASE WHEN row = '' THEN '' ELSE '.' || row END,
               json_build_object('type', type, 'options', (
                   SELECT json_object_agg(o.code, o.label)
                   FROM option o
                   WHERE o.survey = i.survey AND o.form = i.form AND o.question = i.question
               ))
           ) AS items
    FROM item i
    WHERE survey = :'survey' AND NOT derived
    GROUP BY form
) forms;
