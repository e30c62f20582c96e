-- Venues and instruments, and the two conversions between microseconds and timestamptz.

-- Exact for every safe integer: an interval counts whole microseconds. to_timestamp() goes through
-- seconds as a double and would not be.
CREATE FUNCTION tapedeck_time(micros bigint) RETURNS timestamptz
  LANGUAGE sql STABLE STRICT PARALLEL SAFE
  RETURN timestamptz 'epoch' + micros * interval '1 microsecond';

-- extract() is NUMERIC since PostgreSQL 14, so nothing is rounded here either.
CREATE FUNCTION tapedeck_micros(moment timestamptz) RETURNS bigint
  LANGUAGE sql STABLE STRICT PARALLEL SAFE
  RETURN (extract(epoch FROM moment) * 1000000)::bigint;

CREATE TABLE venue (
  id       text PRIMARY KEY,
  kind     text NOT NULL CHECK (kind IN ('live', 'simulated', 'recorded')),
  label    text NOT NULL,
  reason   text NOT NULL,
  speed    double precision NOT NULL CHECK (speed > 0),
  session  text NOT NULL,
  -- The venue saved last is the present source.
  saved_at timestamptz(6) NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE instrument (
  id           text PRIMARY KEY,
  venue_id     text NOT NULL,
  symbol       text NOT NULL,
  venue_symbol text NOT NULL,
  base         text NOT NULL,
  quote        text NOT NULL,
  -- The newest row of instrument_version.
  version      integer NOT NULL CHECK (version > 0)
);
CREATE INDEX instrument_venue_id_idx ON instrument (venue_id);

-- What a tick and a lot meant at one time; data rows name the version they were counted in.
CREATE TABLE instrument_version (
  instrument_id      text NOT NULL REFERENCES instrument (id) ON DELETE CASCADE,
  version            integer NOT NULL CHECK (version > 0),
  tick_size          numeric NOT NULL CHECK (tick_size > 0),
  lot_size           numeric NOT NULL CHECK (lot_size > 0),
  atoms_per_tick_lot numeric(38, 0) NOT NULL CHECK (atoms_per_tick_lot > 0),
  min_notional_atoms numeric(38, 0) NOT NULL CHECK (min_notional_atoms >= 0),
  maker_fee_ppm      integer NOT NULL,
  taker_fee_ppm      integer NOT NULL,
  valid_from         timestamptz(6) NOT NULL DEFAULT now(),
  PRIMARY KEY (instrument_id, version)
);
