-- Takes findings before their submissions are decided upon.
COPY incoming_finding FROM STDIN (FORMAT binary)
