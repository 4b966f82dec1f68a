-- The replicas of a load test ("011002#7") among responses that did not come by way of incoming: they are
-- to become units. $1 survey
INSERT INTO latest (form, unit, source, ordinal)
SELECT form, unit, source, ordinal FROM response WHERE survey = $1 AND position('#' IN unit) > 0
