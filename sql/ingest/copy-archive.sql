-- Takes the raw bytes of the files of a run.
COPY archive (survey, source, start, deflated, bytes) FROM STDIN (FORMAT binary)
