-- Takes the rows of unit from the configuration.
COPY unit (survey, form, unit, position, name, invented, frame, classes) FROM STDIN (FORMAT binary)
