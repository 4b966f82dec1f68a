-- A pass has been stored: another one may follow in the same transaction.
DROP TABLE incoming, incoming_number, incoming_text, incoming_finding, incoming_reading,
           incoming_reply, incoming_correction, latest
