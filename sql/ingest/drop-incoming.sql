-- A run has been stored: another one may follow in the same transaction.
DROP TABLE incoming, incoming_number, incoming_text, incoming_finding, incoming_reading, latest
