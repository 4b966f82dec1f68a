-- Takes the numbers of submissions that count for certain.
COPY number (survey, form, unit, item, value) FROM STDIN (FORMAT binary)
