-- Takes the rows of item from the configuration.
COPY item (survey, form, item, question, row, number, type, derived, label, row_label, source, slot, slot_count) FROM STDIN (FORMAT binary)
