-- Takes what query workbooks say before it is stored.
COPY incoming_reply FROM STDIN (FORMAT binary)
