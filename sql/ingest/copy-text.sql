-- Takes the texts of submissions that count for certain.
COPY text (survey, form, unit, item, option, value) FROM STDIN (FORMAT binary)
