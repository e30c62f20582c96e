ALTER TABLE heartbeat DROP COLUMN services;
