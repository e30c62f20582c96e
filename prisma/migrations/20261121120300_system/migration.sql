-- What the system says about itself. Times are wall times.

CREATE TABLE heartbeat (
  id                    text PRIMARY KEY,
  kind                  text NOT NULL,
  pid                   integer NOT NULL,
  host                  text NOT NULL,
  started_at            timestamptz(6) NOT NULL,
  seen_at               timestamptz(6) NOT NULL,
  rss_bytes             bigint NOT NULL,
  heap_bytes            bigint NOT NULL,
  cpu_share             double precision NOT NULL,
  event_loop_lag_micros bigint NOT NULL,
  detail                text NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE error_record (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at      timestamptz(6) NOT NULL,
  process text NOT NULL,
  message text NOT NULL,
  stack   text
);

CREATE TABLE audit_entry (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at      timestamptz(6) NOT NULL,
  who     text NOT NULL,
  action  text NOT NULL,
  subject text NOT NULL,
  detail  text NOT NULL
);
CREATE TRIGGER audit_entry_is_final BEFORE UPDATE OR DELETE ON audit_entry
  FOR EACH STATEMENT EXECUTE FUNCTION tapedeck_refuse_change();

-- Bounds for what has no partitions: the newest of each kind stay. `moment` is wall time.
CREATE FUNCTION tapedeck_sweep(moment timestamptz) RETURNS void LANGUAGE sql
BEGIN ATOMIC
  DELETE FROM heartbeat WHERE seen_at < moment - interval '1 day';
  DELETE FROM error_record WHERE id <= (SELECT max(id) FROM error_record) - 10000;
  DELETE FROM dead_letter WHERE id <= (SELECT max(id) FROM dead_letter) - 50000;
END;
