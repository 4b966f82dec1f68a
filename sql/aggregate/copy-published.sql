-- The published figures as the configuration has them.
COPY published (survey, position, figure, form, question, row, option, base, base_printed, count,
                percent, printed_as)
FROM STDIN (FORMAT binary)
