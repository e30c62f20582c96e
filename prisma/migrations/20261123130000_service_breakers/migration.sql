-- How each process finds the outside services that it asks: state of the breaker, failures in a row, the last one.
ALTER TABLE heartbeat ADD COLUMN services jsonb NOT NULL DEFAULT '[]';
