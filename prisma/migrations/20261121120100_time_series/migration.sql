-- Market data over time. One migration for two worlds: hypertables where TimescaleDB is usable,
-- otherwise range partitions that tapedeck_ensure_partitions makes when they are needed.

-- How a time series is cut and how long it is kept (null: for ever). Yours to edit.
CREATE TABLE time_series (
  table_name  text PRIMARY KEY,
  time_column text NOT NULL,
  width       text NOT NULL CHECK (width IN ('day', 'week', 'month')),
  keep        interval
);
INSERT INTO time_series (table_name, time_column, width, keep) VALUES
  ('candle', 'open_at', 'month', NULL),
  ('trade_tick', 'exchange_at', 'day', '7 days'),
  ('book_snapshot', 'at', 'day', '7 days'),
  ('portfolio_state', 'at', 'week', '400 days');

-- Plain partitions with the wall time at which they were made. Market time may be years ago (a recording):
-- age counts from whichever is later, or a recording would be swept away while it plays.
CREATE TABLE time_partition (
  name       text PRIMARY KEY,
  table_name text NOT NULL REFERENCES time_series (table_name),
  from_at    timestamptz(6) NOT NULL,
  to_at      timestamptz(6) NOT NULL,
  made_at    timestamptz(6) NOT NULL DEFAULT now()
);

CREATE FUNCTION tapedeck_has_timescale() RETURNS boolean
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'timescaledb');

DO $$
DECLARE
  series   record;
  division text;
BEGIN
  IF EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'timescaledb') THEN
    BEGIN
      CREATE EXTENSION IF NOT EXISTS timescaledb;
    EXCEPTION WHEN OTHERS THEN -- installed, but not in shared_preload_libraries, or not ours to create
      RAISE NOTICE 'timescaledb is not usable: %', SQLERRM;
    END;
  END IF;

  division := CASE WHEN tapedeck_has_timescale() THEN '' ELSE 'PARTITION BY RANGE (%I)' END;

  EXECUTE $sql$
    CREATE TABLE candle (
      instrument_id      text NOT NULL,
      open_at            timestamptz(6) NOT NULL,
      instrument_version integer NOT NULL,
      open_ticks         bigint NOT NULL,
      high_ticks         bigint NOT NULL,
      low_ticks          bigint NOT NULL,
      close_ticks        bigint NOT NULL,
      volume_lots        bigint NOT NULL CHECK (volume_lots >= 0),
      trades             integer NOT NULL CHECK (trades >= 0),
      is_final           boolean NOT NULL,
      PRIMARY KEY (instrument_id, open_at)
    ) $sql$ || format(division, 'open_at');

  EXECUTE $sql$
    CREATE TABLE trade_tick (
      instrument_id      text NOT NULL,
      exchange_at        timestamptz(6) NOT NULL,
      trade_id           bigint NOT NULL,
      received_at        timestamptz(6) NOT NULL,
      instrument_version integer NOT NULL,
      price_ticks        bigint NOT NULL,
      size_lots          bigint NOT NULL,
      aggressor          smallint NOT NULL CHECK (aggressor IN (0, 1)),
      is_late            boolean NOT NULL,
      PRIMARY KEY (instrument_id, exchange_at, trade_id)
    ) $sql$ || format(division, 'exchange_at');

  EXECUTE $sql$
    CREATE TABLE book_snapshot (
      instrument_id      text NOT NULL,
      at                 timestamptz(6) NOT NULL,
      instrument_version integer NOT NULL,
      bids               jsonb NOT NULL,
      asks               jsonb NOT NULL,
      PRIMARY KEY (instrument_id, at)
    ) $sql$ || format(division, 'at');

  EXECUTE $sql$
    CREATE TABLE portfolio_state (
      desk_id          text NOT NULL,
      at               timestamptz(6) NOT NULL,
      cash_atoms       numeric(38, 0) NOT NULL,
      inventory_atoms  numeric(38, 0) NOT NULL,
      unrealised_atoms numeric(38, 0) NOT NULL,
      equity_atoms     numeric(38, 0) NOT NULL,
      realised_atoms   numeric(38, 0) NOT NULL,
      fees_atoms       numeric(38, 0) NOT NULL,
      PRIMARY KEY (desk_id, at)
    ) $sql$ || format(division, 'at');

  IF tapedeck_has_timescale() THEN
    FOR series IN SELECT * FROM time_series LOOP
      EXECUTE format('SELECT create_hypertable(%L::regclass, by_range(%L, INTERVAL %L))',
        series.table_name, series.time_column, '1 ' || series.width);
    END LOOP;
  END IF;
END $$;

-- Makes the partition of `table` that holds `moment` unless it is there. Attaching, unlike creating in place,
-- does not stop those who read and write the table.
CREATE FUNCTION tapedeck_ensure_partition(series time_series, moment timestamptz) RETURNS boolean
  LANGUAGE plpgsql AS $$
DECLARE
  lower_utc timestamp := date_trunc(series.width, moment AT TIME ZONE 'UTC');
  lower     timestamptz := lower_utc AT TIME ZONE 'UTC';
  upper     timestamptz := (lower_utc + ('1 ' || series.width)::interval) AT TIME ZONE 'UTC';
  part      text := format('%s_%s', series.table_name, to_char(lower_utc, 'YYYYMMDD'));
BEGIN
  IF EXISTS (SELECT 1 FROM time_partition WHERE name = part) THEN
    RETURN false;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('tapedeck partitions'));
  IF EXISTS (SELECT 1 FROM time_partition WHERE name = part) THEN -- made while we waited
    RETURN false;
  END IF;
  EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', part, series.table_name);
  EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', series.table_name, part, lower, upper);
  INSERT INTO time_partition (name, table_name, from_at, to_at) VALUES (part, series.table_name, lower, upper);
  RETURN true;
END $$;

-- Partitions for the given times; nothing to do for hypertables. Returns how many were made.
CREATE FUNCTION tapedeck_ensure_partitions(wanted_table text, moments timestamptz[]) RETURNS integer
  LANGUAGE plpgsql AS $$
DECLARE
  series time_series;
  moment timestamptz;
  made   integer := 0;
BEGIN
  IF tapedeck_has_timescale() THEN
    RETURN 0;
  END IF;
  SELECT * INTO STRICT series FROM time_series WHERE table_name = wanted_table;
  FOREACH moment IN ARRAY moments LOOP
    made := made + tapedeck_ensure_partition(series, moment)::integer;
  END LOOP;
  RETURN made;
END $$;

-- Makes the partitions of `moment` and of the two spans after it, drops those past their time.
-- `moment` is wall time. Returns the names of what was dropped.
CREATE FUNCTION tapedeck_maintain(moment timestamptz) RETURNS SETOF text
  LANGUAGE plpgsql AS $$
DECLARE
  series  time_series;
  expired record;
BEGIN
  IF tapedeck_has_timescale() THEN
    FOR expired IN EXECUTE $sql$
      SELECT c.hypertable_name AS parent, c.chunk_name AS name, c.range_start, c.range_end
      FROM timescaledb_information.chunks c JOIN time_series s ON s.table_name = c.hypertable_name
      WHERE s.keep IS NOT NULL AND greatest(c.range_end, c.chunk_creation_time) + s.keep < $1
      $sql$ USING moment
    LOOP
      EXECUTE format('SELECT drop_chunks(%L::regclass, older_than => %L::timestamptz, newer_than => %L::timestamptz)',
        expired.parent, expired.range_end, expired.range_start);
      RETURN NEXT expired.name;
    END LOOP;
    RETURN;
  END IF;

  FOR series IN SELECT * FROM time_series LOOP
    PERFORM tapedeck_ensure_partitions(series.table_name, ARRAY[
      moment, moment + ('1 ' || series.width)::interval, moment + ('2 ' || series.width)::interval]);
  END LOOP;

  PERFORM pg_advisory_xact_lock(hashtext('tapedeck partitions'));
  FOR expired IN
    SELECT p.name FROM time_partition p JOIN time_series s USING (table_name)
    WHERE s.keep IS NOT NULL AND greatest(p.to_at, p.made_at) + s.keep < moment
    ORDER BY p.from_at
  LOOP
    EXECUTE format('DROP TABLE %I', expired.name);
    DELETE FROM time_partition WHERE name = expired.name;
    RETURN NEXT expired.name;
  END LOOP;
END $$;

-- Candles of `width` from the stored minutes, oldest first; `from_at` and `to_at` should be bounds of such bars.
-- Bars are counted from a Monday, so that weeks begin on one. A bar is final once minutes up to its end are.
-- Where tick or lot size changed within a bar, the older minutes are restated in the newest one's steps, rounded.
CREATE FUNCTION tapedeck_candles(wanted text, width interval, from_at timestamptz, to_at timestamptz)
  RETURNS TABLE (
    open_at timestamptz, instrument_version integer, open_ticks bigint, high_ticks bigint, low_ticks bigint,
    close_ticks bigint, volume_lots bigint, trades bigint, is_final boolean)
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH part AS (
    SELECT date_bin(width, c.open_at, timestamptz '1970-01-05 00:00:00+00') AS bar, c.instrument_version AS version,
      min(c.open_at) AS first_at, max(c.open_at) AS last_at, max(c.high_ticks) AS high, min(c.low_ticks) AS low,
      sum(c.volume_lots) AS volume, sum(c.trades) AS trades, bool_and(c.is_final) AS is_final
    FROM candle c
    WHERE c.instrument_id = wanted AND c.open_at >= from_at AND c.open_at < to_at
    GROUP BY 1, 2
  ), versioned AS (
    SELECT p.*, max(p.version) OVER (PARTITION BY p.bar) AS newest FROM part p
  ), restated AS (
    SELECT v.bar, v.newest, v.first_at, v.last_at, v.trades, v.is_final,
      coalesce(o.tick_size / n.tick_size, 1) AS tick, v.high, v.low, v.volume * coalesce(o.lot_size / n.lot_size, 1) AS volume
    FROM versioned v
      LEFT JOIN instrument_version o ON o.instrument_id = wanted AND o.version = v.version AND v.version <> v.newest
      LEFT JOIN instrument_version n ON n.instrument_id = wanted AND n.version = v.newest AND v.version <> v.newest
  ), bar AS (
    -- Versions follow one another: the first minute is of the first version, and with it its tick.
    SELECT r.bar, r.newest, min(r.first_at) AS first_at, max(r.last_at) AS last_at,
      (array_agg(r.tick ORDER BY r.first_at))[1] AS first_tick, (array_agg(r.tick ORDER BY r.last_at DESC))[1] AS last_tick,
      max(round(r.high * r.tick)) AS high, min(round(r.low * r.tick)) AS low,
      sum(round(r.volume)) AS volume, sum(r.trades) AS trades, bool_and(r.is_final) AS is_final
    FROM restated r
    GROUP BY r.bar, r.newest
  )
  -- Open and close are looked up by key: a join would lean on statistics that a young table does not have.
  SELECT b.bar, b.newest,
    round(b.first_tick * (SELECT c.open_ticks FROM candle c WHERE c.instrument_id = wanted AND c.open_at = b.first_at))::bigint,
    b.high::bigint, b.low::bigint,
    round(b.last_tick * (SELECT c.close_ticks FROM candle c WHERE c.instrument_id = wanted AND c.open_at = b.last_at))::bigint,
    b.volume::bigint, b.trades::bigint,
    coalesce(b.is_final AND b.bar + width <= interval '1 minute' + (
      SELECT max(c.open_at) FROM candle c WHERE c.instrument_id = wanted AND c.is_final), false)
  FROM bar b
  ORDER BY b.bar;
END;

-- What could not be collected, and what could not be understood.
CREATE TABLE gap (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  instrument_id text NOT NULL,
  kind          text NOT NULL CHECK (kind IN ('sequence', 'disconnect', 'stale', 'restart')),
  started_at    timestamptz(6) NOT NULL,
  ended_at      timestamptz(6) CHECK (ended_at >= started_at),
  text          text NOT NULL,
  UNIQUE (instrument_id, kind, started_at)
);
CREATE INDEX gap_open_idx ON gap (instrument_id) WHERE ended_at IS NULL;

CREATE TABLE dead_letter (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  venue_id text NOT NULL,
  at       timestamptz(6) NOT NULL,
  reason   text NOT NULL,
  raw      text NOT NULL
);
CREATE INDEX dead_letter_venue_id_idx ON dead_letter (venue_id, id DESC);
