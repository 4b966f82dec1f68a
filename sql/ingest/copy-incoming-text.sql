-- Takes texts before their submissions are decided upon.
COPY incoming_text FROM STDIN (FORMAT binary)
