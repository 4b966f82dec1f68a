-- Takes submissions before they are decided upon.
COPY incoming FROM STDIN (FORMAT binary)
