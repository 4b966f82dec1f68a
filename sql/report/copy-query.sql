-- Takes the queries that are sent out for the first time.
COPY query (survey, query, form, unit, source, ordinal, run) FROM STDIN (FORMAT binary)
