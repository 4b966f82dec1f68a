-- Every source that can be read, with its bytes, in the order of arrival. :'1' survey
COPY (
    SELECT s.source, s.file, s.kind, s.form_option, s.encoding, s.size, s.sha256,
           a.start, a.deflated, a.bytes
    FROM source s
    JOIN archive a ON a.survey = s.survey AND a.source = s.source
    WHERE s.survey = :'1' AND s.kind <> 'refused'
    ORDER BY s.source, a.start
) TO STDOUT (FORMAT binary)
