-- Takes numbers before their submissions are decided upon.
COPY incoming_number FROM STDIN (FORMAT binary)
