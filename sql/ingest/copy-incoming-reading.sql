-- Takes the answers read by a rule before their submissions are decided upon.
COPY incoming_reading FROM STDIN (FORMAT binary)
