-- Takes the rows of option from the configuration.
COPY option (survey, form, question, position, code, label, source) FROM STDIN (FORMAT binary)
