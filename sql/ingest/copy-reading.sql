-- Takes the answers read by a rule of submissions that count for certain.
COPY reading (survey, form, unit, source, ordinal, item, raw, reading, rule)
FROM STDIN (FORMAT binary)
