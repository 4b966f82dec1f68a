-- Takes corrections before they are stored.
COPY incoming_correction FROM STDIN (FORMAT binary)
