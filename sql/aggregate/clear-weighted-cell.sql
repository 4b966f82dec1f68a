-- For the next form.
DELETE FROM weighted_cell
