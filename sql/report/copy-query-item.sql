-- Takes what those queries ask, in the order of their sheets.
COPY query_item (survey, query, position, code, item, raw, message, hint)
FROM STDIN (FORMAT binary)
