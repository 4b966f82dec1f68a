-- What a form of a former survey asked, and where its packed codes lie. $1 survey, $2 form
SELECT question, row, type, slot, slot_count
FROM item
WHERE survey = $1 AND form = $2 AND NOT derived
ORDER BY item
