-- The corrections of the run. $1 survey
INSERT INTO correction (survey, source, ordinal, item, reply, form, unit, value, run)
SELECT $1, c.source, c.ordinal, c.item, c.reply, c.form, c.unit, c.value, s.run
FROM incoming_correction c
JOIN source s ON s.survey = $1 AND s.source = c.reply
