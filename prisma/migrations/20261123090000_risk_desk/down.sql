ALTER TABLE desk_run DROP COLUMN risk_version;
DROP TABLE position_sample, breaker_event, risk_settings;
