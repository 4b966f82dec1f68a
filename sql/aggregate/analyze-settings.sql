-- For the rest of the transaction ANALYZE looks at a tenth of the usual rows (3,000): results have few
-- different keys, and what plans need is how many rows there are. The usual 30,000 take longer than
-- counting a survey. And COMMIT does not wait for the disk: if the power fails within the next second
-- the former results are back, whole, and say so if they are older than the responses.
SELECT set_config('default_statistics_target', '10', true),
       set_config('synchronous_commit', 'off', true)
