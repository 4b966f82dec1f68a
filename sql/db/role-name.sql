-- Says for the rest of the transaction which role db/grant-role means: $1.
SELECT set_config('renkei.role', $1, true);
