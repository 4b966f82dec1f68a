-- Takes submissions that count for certain: the first and only ones of their units.
COPY submission (survey, source, ordinal, form, unit, start, size, sha256, synthetic, state, run)
FROM STDIN (FORMAT binary)
