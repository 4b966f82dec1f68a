-- The counts of form 2 of survey 1; the program puts them in order by their positions.
COPY (
    SELECT item, banner, class, option, count, base, valid
    FROM cell
    WHERE survey = :'1' AND form = :'2'
) TO STDOUT (FORMAT binary)
