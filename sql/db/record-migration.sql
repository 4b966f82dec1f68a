-- Notes an applied migration: $1 version, $2 name, $3 version of the program.
INSERT INTO renkei.migration (version, name, program) VALUES ($1, $2, $3);
