DROP FUNCTION tapedeck_sweep(timestamptz);
DROP TABLE audit_entry;
DROP TABLE error_record;
DROP TABLE heartbeat;
