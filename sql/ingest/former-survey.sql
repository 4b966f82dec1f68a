-- A survey whose answers are to be prefilled. $1 survey
SELECT year FROM survey WHERE survey = $1
