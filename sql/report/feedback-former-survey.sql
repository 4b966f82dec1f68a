-- A former survey, if it was loaded. $1 survey
SELECT year, synthetic FROM survey WHERE survey = $1
