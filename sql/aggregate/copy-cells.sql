-- Cells in their order: form, item, banner, class, option.
COPY cell (survey, form, item, option, banner, class, count, base, valid)
FROM STDIN (FORMAT binary)
