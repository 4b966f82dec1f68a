-- Letters of columns in their order: form, item, banner, option, class.
COPY comparison_letter (survey, form, item, option, banner, class, letter, count, valid, above,
                        remark)
FROM STDIN (FORMAT binary)
