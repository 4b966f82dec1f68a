-- Takes the packed answers of submissions that count for certain.
COPY response (survey, form, unit, source, ordinal, classes, codes, numbers)
FROM STDIN (FORMAT binary)
