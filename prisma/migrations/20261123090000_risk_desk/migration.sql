-- The risk desk: versions of its settings, what its breakers did, and positions at whole minutes.

CREATE TABLE risk_settings (
  desk_id    text NOT NULL REFERENCES desk (id) ON DELETE CASCADE,
  version    bigint NOT NULL CHECK (version >= 1),
  at         timestamptz(6) NOT NULL,
  command_id text,
  why        text NOT NULL,
  settings   jsonb NOT NULL,
  diff       jsonb NOT NULL,
  PRIMARY KEY (desk_id, version)
);

CREATE TABLE breaker_event (
  desk_id text NOT NULL REFERENCES desk (id) ON DELETE CASCADE,
  seq     bigint NOT NULL CHECK (seq >= 1),
  at      timestamptz(6) NOT NULL,
  breaker jsonb NOT NULL,
  "from"  text NOT NULL,
  "to"    text NOT NULL,
  cause   text NOT NULL,
  PRIMARY KEY (desk_id, seq)
);

CREATE TABLE position_sample (
  desk_id          text NOT NULL REFERENCES desk (id) ON DELETE CASCADE,
  instrument_id    text NOT NULL,
  at               timestamptz(6) NOT NULL,
  size_lots        bigint NOT NULL,
  cost_atoms       numeric(38, 0) NOT NULL,
  realised_atoms   numeric(38, 0) NOT NULL,
  fees_atoms       numeric(38, 0) NOT NULL,
  funding_atoms    numeric(38, 0) NOT NULL,
  unrealised_atoms numeric(38, 0) NOT NULL,
  mark_half_ticks  bigint,
  PRIMARY KEY (desk_id, instrument_id, at)
);

-- The version of the risk settings that a run began with.
ALTER TABLE desk_run ADD COLUMN risk_version bigint NOT NULL DEFAULT 1;
