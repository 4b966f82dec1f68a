-- Cells in their order: form, item, banner; within a block class, option.
COPY cell_block (survey, form, item, banner, answers, counts, bases, valids)
FROM STDIN (FORMAT binary)
