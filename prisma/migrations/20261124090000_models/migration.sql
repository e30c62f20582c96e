-- Models: what is trained, how it went, what it said, and what training may see of the market.

CREATE TABLE model (
  name       text PRIMARY KEY CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  title      text NOT NULL,
  recipe     jsonb NOT NULL,
  gates      jsonb NOT NULL,
  schedules  jsonb NOT NULL,
  promotion  text NOT NULL CHECK (promotion IN ('by-hand', 'when-better')),
  created_at timestamptz(6) NOT NULL
);

CREATE TABLE model_version (
  model       text NOT NULL REFERENCES model (name),
  version     integer NOT NULL CHECK (version >= 1),
  state       text NOT NULL CHECK (state IN ('candidate', 'shadow', 'champion', 'retired')),
  origin      text NOT NULL CHECK (origin IN ('trained', 'uploaded')),
  created_at  timestamptz(6) NOT NULL,
  state_since timestamptz(6) NOT NULL,
  manifest    jsonb NOT NULL,
  gates       jsonb NOT NULL,
  run_id      text,
  PRIMARY KEY (model, version)
);
CREATE UNIQUE INDEX model_version_champion_idx ON model_version (model) WHERE state = 'champion';
-- A run makes one version, however often it is taken up again.
CREATE UNIQUE INDEX model_version_run_id_idx ON model_version (run_id);

-- A version is what it was when it was made: only its state moves.
CREATE FUNCTION tapedeck_version_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.model, OLD.version, OLD.origin, OLD.created_at, OLD.manifest, OLD.gates, OLD.run_id)
    IS DISTINCT FROM (NEW.model, NEW.version, NEW.origin, NEW.created_at, NEW.manifest, NEW.gates, NEW.run_id) THEN
    RAISE EXCEPTION 'a model version is written once: only its state moves';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER model_version_is_final BEFORE UPDATE ON model_version
  FOR EACH ROW EXECUTE FUNCTION tapedeck_version_moves();
CREATE TRIGGER model_version_is_kept BEFORE DELETE ON model_version
  FOR EACH STATEMENT EXECUTE FUNCTION tapedeck_refuse_change();

CREATE TABLE model_event (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  model   text NOT NULL REFERENCES model (name),
  -- Null where the model itself was edited.
  version integer,
  at      timestamptz(6) NOT NULL,
  kind    text NOT NULL CHECK (kind IN ('created', 'shadowed', 'promoted', 'rolled-back', 'retired', 'refused', 'edited')),
  "from"  text,
  "to"    text,
  who     text NOT NULL,
  why     text NOT NULL
);
CREATE INDEX model_event_model_idx ON model_event (model, id);
CREATE TRIGGER model_event_is_final BEFORE UPDATE OR DELETE ON model_event
  FOR EACH STATEMENT EXECUTE FUNCTION tapedeck_refuse_change();

CREATE TABLE training_run (
  id           text PRIMARY KEY,
  model        text NOT NULL REFERENCES model (name),
  state        text NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  cause        text NOT NULL,
  who          text NOT NULL,
  -- As it was when the run was asked for.
  recipe       jsonb NOT NULL,
  queued_at    timestamptz(6) NOT NULL,
  started_at   timestamptz(6),
  ended_at     timestamptz(6),
  resumes      integer NOT NULL DEFAULT 0 CHECK (resumes >= 0),
  progress     jsonb,
  text         text NOT NULL DEFAULT '',
  quarantine   text NOT NULL DEFAULT '',
  -- What it may see ends here. Set by its first start, so that one taken up again sees the same.
  sees_until   timestamptz(6),
  version      integer,
  -- Counts takings-up: whoever holds an older number may write no more.
  claim        integer NOT NULL DEFAULT 0,
  host         text NOT NULL DEFAULT '',
  seen_at      timestamptz(6),
  cancelled_by text
);
CREATE INDEX training_run_model_idx ON training_run (model, queued_at);
CREATE INDEX training_run_open_idx ON training_run (queued_at) WHERE state IN ('queued', 'running');

-- The ledger: every fit and every backtest.
CREATE TABLE trial (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id   text NOT NULL,
  -- Of the trial within its run: one that is told again counts once.
  key      text NOT NULL,
  model    text NOT NULL,
  at       timestamptz(6) NOT NULL,
  kind     text NOT NULL CHECK (kind IN ('fit', 'backtest')),
  family   text NOT NULL,
  fold     text NOT NULL,
  params   jsonb NOT NULL,
  seed     bigint NOT NULL,
  seconds  double precision NOT NULL,
  log_loss double precision,
  sharpe   double precision,
  text     text NOT NULL,
  UNIQUE (run_id, key)
);
CREATE INDEX trial_model_idx ON trial (model, id);
CREATE TRIGGER trial_is_final BEFORE UPDATE OR DELETE ON trial
  FOR EACH STATEMENT EXECUTE FUNCTION tapedeck_refuse_change();

-- What models said, asked by a desk or (null) by a scoring job, and what then came.
CREATE TABLE prediction (
  id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  desk_id           text REFERENCES desk (id) ON DELETE CASCADE,
  model             text NOT NULL,
  version           integer NOT NULL,
  role              text NOT NULL CHECK (role IN ('champion', 'shadow')),
  instrument_id     text NOT NULL,
  asked_at          timestamptz(6) NOT NULL,
  at                timestamptz(6) NOT NULL,
  grid_micros       bigint NOT NULL,
  horizon_micros    bigint NOT NULL,
  latency_micros    bigint NOT NULL,
  features_hash     text NOT NULL,
  probabilities_ppm jsonb,
  up_ppm            integer,
  confidence_ppm    integer,
  refusal           text,
  reasons           jsonb NOT NULL,
  -- The class that came; null before it is scored, and for good where a gap hides it.
  outcome           smallint,
  scored_at         timestamptz(6),
  UNIQUE NULLS NOT DISTINCT (desk_id, model, version, instrument_id, asked_at)
);
CREATE INDEX prediction_version_idx ON prediction (model, version, asked_at);
CREATE INDEX prediction_unscored_idx ON prediction (asked_at) WHERE scored_at IS NULL;
CREATE INDEX prediction_why_idx ON prediction (desk_id, instrument_id, asked_at);
CREATE INDEX prediction_at_idx ON prediction (at);

CREATE TABLE drift_report (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  model   text NOT NULL,
  version integer NOT NULL,
  at      timestamptz(6) NOT NULL,
  level   text NOT NULL CHECK (level IN ('ok', 'watch', 'alarm', 'unknown')),
  body    jsonb NOT NULL
);
CREATE INDEX drift_report_version_idx ON drift_report (model, version, id);

-- Rows of features by day: times are float64 microseconds, values float32 row after row, both deflated.
CREATE TABLE feature_set (
  hash       text PRIMARY KEY,
  name       text NOT NULL,
  version    integer NOT NULL,
  definition jsonb NOT NULL,
  seen_at    timestamptz(6) NOT NULL DEFAULT now()
);
CREATE TABLE feature_chunk (
  instrument_id text NOT NULL,
  set_hash      text NOT NULL REFERENCES feature_set (hash),
  -- Of UTC.
  day           date NOT NULL,
  rows          integer NOT NULL CHECK (rows > 0),
  times         bytea NOT NULL,
  "values"      bytea NOT NULL,
  -- sha256 of what the rows were made of.
  lineage       text NOT NULL,
  made_at       timestamptz(6) NOT NULL DEFAULT now(),
  PRIMARY KEY (instrument_id, set_hash, day)
);

-- Bars that were brought along in a width of their own.
CREATE TABLE imported_candle (
  instrument_id      text NOT NULL,
  width_micros       bigint NOT NULL CHECK (width_micros > 0),
  open_at            timestamptz(6) NOT NULL,
  instrument_version integer NOT NULL,
  open_ticks         bigint NOT NULL,
  high_ticks         bigint NOT NULL,
  low_ticks          bigint NOT NULL,
  close_ticks        bigint NOT NULL,
  volume_lots        bigint NOT NULL CHECK (volume_lots >= 0),
  PRIMARY KEY (instrument_id, width_micros, open_at)
);
CREATE INDEX imported_candle_open_at_idx ON imported_candle (instrument_id, open_at);

-- How far the filling of history and of the feature store has come.
CREATE TABLE backfill (
  id            text PRIMARY KEY,
  kind          text NOT NULL CHECK (kind IN ('features', 'history')),
  instrument_id text NOT NULL,
  -- Of features.
  set_name      text,
  state         text NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  from_at       timestamptz(6),
  to_at         timestamptz(6),
  share         double precision NOT NULL DEFAULT 0 CHECK (share BETWEEN 0 AND 1),
  text          text NOT NULL DEFAULT '',
  started_at    timestamptz(6) NOT NULL,
  updated_at    timestamptz(6) NOT NULL
);

-- How much of the newest past training never sees, by kind of source or by venue. Yours to edit, but never off.
-- Live data counts from now; a data set that has ended counts from its end.
CREATE TABLE quarantine (
  scope text PRIMARY KEY,
  days  integer NOT NULL CHECK (days >= 1),
  basis text NOT NULL CHECK (basis IN ('now', 'data_end')),
  CHECK (basis = 'data_end' OR days >= 30),
  CHECK (scope <> 'live' OR basis = 'now')
);
INSERT INTO quarantine (scope, days, basis) VALUES
  ('live', 30, 'now'), ('simulated', 7, 'data_end'), ('recorded', 30, 'data_end'), ('imported', 30, 'data_end');

-- All that a trainer sees. Barriers: no condition of its own is looked at before the quarantine's.
CREATE SCHEMA IF NOT EXISTS training;

-- A live venue is bound by the live rule whatever is written for it; without any rule the strictest holds.
-- Hours, not days: a day of a session's time zone may have 25 of them.
CREATE VIEW training.instrument WITH (security_barrier) AS
  SELECT i.id, i.venue_id, i.symbol, i.base, i.quote, i.version, k.kind, r.basis, r.days, e.data_end,
    CASE r.basis WHEN 'now' THEN now() ELSE least(now(), e.data_end) END - make_interval(hours => 24 * r.days) AS ends_at
  FROM public.instrument i
    LEFT JOIN public.venue v ON v.id = i.venue_id
    CROSS JOIN LATERAL (SELECT coalesce(v.kind, 'imported') AS kind) k
    LEFT JOIN public.quarantine own ON own.scope = 'venue:' || i.venue_id
    LEFT JOIN public.quarantine kin ON kin.scope = k.kind
    CROSS JOIN LATERAL (
      SELECT CASE WHEN k.kind = 'live' THEN 'now' ELSE coalesce(own.basis, kin.basis, 'data_end') END AS basis,
        CASE WHEN k.kind = 'live' THEN greatest(30, own.days, kin.days) ELSE coalesce(own.days, kin.days, 30) END AS days) r
    CROSS JOIN LATERAL (
      SELECT coalesce(
        greatest(
          (SELECT c.open_at + interval '1 minute' FROM public.candle c
           WHERE c.instrument_id = i.id AND c.is_final ORDER BY c.open_at DESC LIMIT 1),
          (SELECT c.open_at + c.width_micros * interval '1 microsecond' FROM public.imported_candle c
           WHERE c.instrument_id = i.id ORDER BY c.open_at DESC LIMIT 1)),
        (SELECT max(f.day)::timestamp AT TIME ZONE 'UTC' FROM public.feature_chunk f WHERE f.instrument_id = i.id)
      ) AS data_end) e;

CREATE VIEW training.instrument_version WITH (security_barrier) AS
  SELECT instrument_id, version, tick_size, lot_size, atoms_per_tick_lot, maker_fee_ppm, taker_fee_ppm, contract
  FROM public.instrument_version;

CREATE VIEW training.candle WITH (security_barrier) AS
  SELECT c.instrument_id, c.open_at, c.instrument_version, c.open_ticks, c.high_ticks, c.low_ticks, c.close_ticks,
    c.volume_lots, c.trades
  FROM public.candle c JOIN training.instrument i ON i.id = c.instrument_id
  WHERE c.is_final AND c.open_at <= i.ends_at - interval '1 minute';

CREATE VIEW training.imported_candle WITH (security_barrier) AS
  SELECT c.instrument_id, c.width_micros, c.open_at, c.instrument_version, c.open_ticks, c.high_ticks, c.low_ticks,
    c.close_ticks, c.volume_lots
  FROM public.imported_candle c JOIN training.instrument i ON i.id = c.instrument_id
  WHERE c.open_at <= i.ends_at - c.width_micros * interval '1 microsecond';

CREATE VIEW training.feature_set WITH (security_barrier) AS
  SELECT hash, name, version, definition FROM public.feature_set;

-- Whole days only: a day that reaches into the quarantine is not seen at all.
CREATE VIEW training.feature_chunk WITH (security_barrier) AS
  SELECT f.instrument_id, f.set_hash, f.day, f.rows, f.times, f."values", f.lineage
  FROM public.feature_chunk f JOIN training.instrument i ON i.id = f.instrument_id
  WHERE f.day <= ((i.ends_at AT TIME ZONE 'UTC')::date - 1);

-- The role of this database's trainer. Roles belong to the server, so its name holds the database's.
CREATE FUNCTION tapedeck_trainer_role() RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN 'tapedeck_trainer_' || left(md5(current_database()::text), 12);

-- Before a run: the role as it must be, with a new secret (a SCRAM verifier) that no login outlives.
-- At run time and not above, because a copy or a restored dump of a database has another name, or no roles.
CREATE FUNCTION tapedeck_open_trainer(verifier text, until timestamptz) RETURNS text
  LANGUAGE plpgsql AS $$
DECLARE
  trainer text := tapedeck_trainer_role();
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('tapedeck trainer'));
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = trainer) THEN
    EXECUTE format('CREATE ROLE %I NOLOGIN', trainer);
  END IF;
  EXECUTE format('ALTER ROLE %I LOGIN NOINHERIT NOCREATEDB NOCREATEROLE CONNECTION LIMIT 8 PASSWORD %L VALID UNTIL %L',
    trainer, verifier, until);
  EXECUTE format('ALTER ROLE %I SET default_transaction_read_only = on', trainer);
  EXECUTE format('ALTER ROLE %I SET search_path = training, pg_catalog', trainer);
  EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA public FROM %I', trainer);
  EXECUTE format('GRANT USAGE ON SCHEMA training TO %I', trainer);
  EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA training TO %I', trainer);
  RETURN trainer;
END $$;

-- After a run.
CREATE FUNCTION tapedeck_close_trainer() RETURNS void
  LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = tapedeck_trainer_role()) THEN
    EXECUTE format('ALTER ROLE %I NOLOGIN PASSWORD NULL', tapedeck_trainer_role());
  END IF;
END $$;
REVOKE ALL ON FUNCTION tapedeck_open_trainer, tapedeck_close_trainer FROM PUBLIC;
