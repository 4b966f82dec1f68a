-- Takes the files of a run.
COPY source (survey, source, run, file, kind, form_option, encoding, size, sha256) FROM STDIN (FORMAT binary)
