-- Takes the packed answers of submissions that count for certain.
COPY response (survey, form, unit, source, ordinal, classes, codes) FROM STDIN (FORMAT binary)
