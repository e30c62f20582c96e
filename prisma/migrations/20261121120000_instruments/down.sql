DROP TABLE instrument_version;
DROP TABLE instrument;
DROP TABLE venue;
DROP FUNCTION tapedeck_micros(timestamptz);
DROP FUNCTION tapedeck_time(bigint);
