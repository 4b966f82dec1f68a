-- Takes the rows of banner from the configuration.
COPY banner (survey, form, banner, position, label) FROM STDIN (FORMAT binary)
