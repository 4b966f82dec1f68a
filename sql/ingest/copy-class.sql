-- Takes the rows of class from the configuration.
COPY class (survey, form, banner, position, class, label) FROM STDIN (FORMAT binary)
