-- Tests in their order: form, item, banner, option.
COPY comparison (survey, form, item, option, banner, n, statistic, df, p, v, exact, remark)
FROM STDIN (FORMAT binary)
