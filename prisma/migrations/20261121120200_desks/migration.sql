-- Desks and all that they produce. Times are market times, money is in atoms (10^-8 quote units);
-- the readable_ views at the end show prices and money as decimals.

CREATE TABLE desk (
  id          text PRIMARY KEY,
  name        text NOT NULL,
  venue_id    text NOT NULL,
  session     text NOT NULL,
  settings    jsonb NOT NULL,
  -- Raised whenever a worker takes the desk over: a commit with an older one is refused.
  epoch       integer NOT NULL DEFAULT 0,
  -- Number of the last commit: each is one more, so that one sent twice counts once.
  commits     bigint NOT NULL DEFAULT 0,
  is_archived boolean NOT NULL DEFAULT false,
  created_at  timestamptz(6) NOT NULL DEFAULT date_trunc('milliseconds', now())
) WITH (fillfactor = 50); -- touched by every commit: room for updates in place
CREATE INDEX desk_venue_id_session_idx ON desk (venue_id, session);

-- What its instruments' steps meant when the desk was made; they do not change in its life.
CREATE TABLE desk_instrument (
  desk_id            text NOT NULL REFERENCES desk (id) ON DELETE CASCADE,
  instrument_id      text NOT NULL,
  instrument_version integer NOT NULL,
  tick_size          numeric NOT NULL,
  lot_size           numeric NOT NULL,
  PRIMARY KEY (desk_id, instrument_id)
);

CREATE TABLE desk_run (
  desk_id    text NOT NULL REFERENCES desk (id) ON DELETE CASCADE,
  epoch      integer NOT NULL,
  host       text NOT NULL,
  status     text NOT NULL CHECK (status IN ('running', 'stopped', 'failed', 'lost')),
  text       text NOT NULL,
  started_at timestamptz(6) NOT NULL DEFAULT now(),
  ended_at   timestamptz(6),
  PRIMARY KEY (desk_id, epoch)
);

CREATE TABLE desk_checkpoint (
  desk_id text PRIMARY KEY REFERENCES desk (id) ON DELETE CASCADE,
  epoch   integer NOT NULL,
  at      timestamptz(6) NOT NULL,
  body    text NOT NULL
) WITH (
  fillfactor = 50,
  -- Replaced with every commit: its old versions are swept early, or they would pile up.
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500,
  toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 2000
);
-- Compressing it would cost more than writing it.
ALTER TABLE desk_checkpoint ALTER COLUMN body SET STORAGE EXTERNAL;

CREATE TABLE desk_command (
  desk_id     text NOT NULL REFERENCES desk (id) ON DELETE CASCADE,
  id          text NOT NULL,
  seq         bigint GENERATED ALWAYS AS IDENTITY,
  body        jsonb NOT NULL,
  who         text NOT NULL,
  received_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  -- The outcome; null until a desk applied it.
  at          timestamptz(6),
  accepted    boolean,
  order_id    text,
  reason      jsonb,
  PRIMARY KEY (desk_id, id),
  CHECK ((at IS NULL) = (accepted IS NULL))
);
CREATE INDEX desk_command_pending_idx ON desk_command (desk_id, seq) WHERE at IS NULL;

CREATE TABLE "order" (
  desk_id                 text NOT NULL REFERENCES desk (id) ON DELETE CASCADE,
  id                      text NOT NULL,
  -- "ord-17" is 17: the order in which they were made.
  number                  bigint NOT NULL GENERATED ALWAYS AS (substring(id FROM '[0-9]+$')::bigint) STORED,
  instrument_id           text NOT NULL,
  side                    text NOT NULL CHECK (side IN ('buy', 'sell')),
  type                    text NOT NULL,
  time_in_force           text NOT NULL,
  post_only               boolean NOT NULL,
  limit_ticks             bigint,
  size_lots               bigint NOT NULL CHECK (size_lots >= 0),
  command_id              text,
  origin                  text NOT NULL,
  state                   text NOT NULL,
  filled_lots             bigint NOT NULL CHECK (filled_lots BETWEEN 0 AND size_lots),
  filled_atoms            numeric(38, 0) NOT NULL,
  fee_atoms               numeric(38, 0) NOT NULL,
  decided_at              timestamptz(6) NOT NULL,
  arrives_at              timestamptz(6),
  accepted_at             timestamptz(6),
  acknowledged_at         timestamptz(6),
  closed_at               timestamptz(6),
  decision_mid_half_ticks bigint,
  arrival_mid_half_ticks  bigint,
  decision_book           jsonb,
  arrival_book            jsonb,
  -- Lots, but estimated by a queue model: fractions occur.
  ahead_at_accept_lots    double precision,
  ahead_lots              double precision,
  behind_lots             double precision,
  reason                  jsonb,
  note                    text
) WITH (fillfactor = 70);
-- In this order: while a table is empty both keys look alike to the planner, and it takes the younger one.
-- The plans of the foreign keys below are made then, and are kept for the life of a connection.
CREATE UNIQUE INDEX order_desk_id_number_idx ON "order" (desk_id, number);
ALTER TABLE "order" ADD PRIMARY KEY (desk_id, id);

CREATE TABLE order_event (
  desk_id  text NOT NULL,
  seq      bigint NOT NULL,
  order_id text NOT NULL,
  at       timestamptz(6) NOT NULL,
  state    text NOT NULL,
  text     text NOT NULL,
  reason   jsonb,
  PRIMARY KEY (desk_id, seq),
  FOREIGN KEY (desk_id, order_id) REFERENCES "order" (desk_id, id) ON DELETE CASCADE
);
CREATE INDEX order_event_order_id_idx ON order_event (desk_id, order_id, seq);

CREATE TABLE fill (
  desk_id        text NOT NULL,
  id             text NOT NULL,
  number         bigint NOT NULL GENERATED ALWAYS AS (substring(id FROM '[0-9]+$')::bigint) STORED,
  order_id       text NOT NULL,
  instrument_id  text NOT NULL,
  side           text NOT NULL CHECK (side IN ('buy', 'sell')),
  price_ticks    bigint NOT NULL,
  size_lots      bigint NOT NULL CHECK (size_lots > 0),
  notional_atoms numeric(38, 0) NOT NULL,
  fee_atoms      numeric(38, 0) NOT NULL,
  liquidity      text NOT NULL,
  rule           text NOT NULL,
  at             timestamptz(6) NOT NULL,
  known_at       timestamptz(6) NOT NULL,
  mid_half_ticks bigint,
  FOREIGN KEY (desk_id, order_id) REFERENCES "order" (desk_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX fill_desk_id_number_idx ON fill (desk_id, number);
CREATE INDEX fill_order_id_idx ON fill (desk_id, order_id, number);
ALTER TABLE fill ADD PRIMARY KEY (desk_id, id); -- last, as above

CREATE TABLE markout (
  desk_id        text NOT NULL,
  fill_id        text NOT NULL,
  horizon_micros bigint NOT NULL,
  order_id       text NOT NULL,
  at             timestamptz(6) NOT NULL,
  mid_half_ticks bigint NOT NULL,
  bps            double precision NOT NULL,
  PRIMARY KEY (desk_id, fill_id, horizon_micros),
  FOREIGN KEY (desk_id, fill_id) REFERENCES fill (desk_id, id) ON DELETE CASCADE
);
CREATE INDEX markout_order_id_idx ON markout (desk_id, order_id);

-- How the queue before a resting order moved.
CREATE TABLE fill_trace (
  desk_id    text NOT NULL,
  order_id   text NOT NULL,
  seq        bigint GENERATED ALWAYS AS IDENTITY,
  at         timestamptz(6) NOT NULL,
  cause      text NOT NULL,
  ahead_lots double precision NOT NULL,
  delta_lots double precision NOT NULL,
  PRIMARY KEY (desk_id, order_id, seq),
  FOREIGN KEY (desk_id, order_id) REFERENCES "order" (desk_id, id) ON DELETE CASCADE
);

CREATE TABLE ledger_entry (
  desk_id text NOT NULL REFERENCES desk (id) ON DELETE CASCADE,
  seq     bigint NOT NULL,
  at      timestamptz(6) NOT NULL,
  kind    text NOT NULL,
  cause   text NOT NULL,
  PRIMARY KEY (desk_id, seq)
);

CREATE TABLE ledger_posting (
  desk_id      text NOT NULL,
  entry_seq    bigint NOT NULL,
  number       integer NOT NULL,
  account      text NOT NULL,
  amount_atoms numeric(38, 0) NOT NULL,
  PRIMARY KEY (desk_id, entry_seq, number),
  FOREIGN KEY (desk_id, entry_seq) REFERENCES ledger_entry (desk_id, seq) ON DELETE CASCADE
);
CREATE INDEX ledger_posting_account_idx ON ledger_posting (desk_id, account);

-- Double entry, held by the database: what one statement posts sums to zero per entry, and is never changed.
CREATE FUNCTION tapedeck_check_postings() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  wrong record;
BEGIN
  SELECT desk_id, entry_seq, sum(amount_atoms) AS total INTO wrong
    FROM posted GROUP BY desk_id, entry_seq HAVING sum(amount_atoms) <> 0 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'ledger entry % of desk % does not balance: its postings sum to % atoms',
      wrong.entry_seq, wrong.desk_id, wrong.total USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_posting_balances AFTER INSERT ON ledger_posting
  REFERENCING NEW TABLE AS posted FOR EACH STATEMENT EXECUTE FUNCTION tapedeck_check_postings();

CREATE FUNCTION tapedeck_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is written once and never changed', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER ledger_posting_is_final BEFORE UPDATE ON ledger_posting
  FOR EACH STATEMENT EXECUTE FUNCTION tapedeck_refuse_change();
CREATE TRIGGER ledger_entry_is_final BEFORE UPDATE ON ledger_entry
  FOR EACH STATEMENT EXECUTE FUNCTION tapedeck_refuse_change();
CREATE TRIGGER fill_is_final BEFORE UPDATE ON fill
  FOR EACH STATEMENT EXECUTE FUNCTION tapedeck_refuse_change();

CREATE TABLE position (
  desk_id          text NOT NULL REFERENCES desk (id) ON DELETE CASCADE,
  instrument_id    text NOT NULL,
  size_lots        bigint NOT NULL,
  cost_atoms       numeric(38, 0) NOT NULL,
  realised_atoms   numeric(38, 0) NOT NULL,
  fees_atoms       numeric(38, 0) NOT NULL,
  opened_at        timestamptz(6),
  mark_half_ticks  bigint,
  unrealised_atoms numeric(38, 0),
  PRIMARY KEY (desk_id, instrument_id)
) WITH (fillfactor = 50);

CREATE TABLE round_trip (
  desk_id       text NOT NULL REFERENCES desk (id) ON DELETE CASCADE,
  id            text NOT NULL,
  number        bigint NOT NULL GENERATED ALWAYS AS (substring(id FROM '[0-9]+$')::bigint) STORED,
  instrument_id text NOT NULL,
  origin        text NOT NULL,
  opened_at     timestamptz(6) NOT NULL,
  closed_at     timestamptz(6) NOT NULL,
  max_size_lots bigint NOT NULL,
  bought_lots   bigint NOT NULL,
  bought_atoms  numeric(38, 0) NOT NULL,
  sold_atoms    numeric(38, 0) NOT NULL,
  fees_atoms    numeric(38, 0) NOT NULL,
  pnl_atoms     numeric(38, 0) NOT NULL,
  order_ids     text[] NOT NULL,
  fill_ids      text[] NOT NULL,
  exit_note     text,
  PRIMARY KEY (desk_id, id),
  CHECK (pnl_atoms = sold_atoms - bought_atoms - fees_atoms)
);
CREATE UNIQUE INDEX round_trip_desk_id_number_idx ON round_trip (desk_id, number);
CREATE INDEX round_trip_order_ids_idx ON round_trip USING gin (order_ids);

CREATE TABLE signal (
  desk_id       text NOT NULL REFERENCES desk (id) ON DELETE CASCADE,
  seq           bigint NOT NULL,
  at            timestamptz(6) NOT NULL,
  strategy      text NOT NULL,
  instrument_id text NOT NULL,
  strength      double precision NOT NULL CHECK (strength BETWEEN -1 AND 1),
  action        text NOT NULL,
  text          text NOT NULL,
  inputs        jsonb NOT NULL,
  PRIMARY KEY (desk_id, seq)
);
CREATE INDEX signal_at_idx ON signal (desk_id, strategy, instrument_id, at);

CREATE TABLE risk_event (
  desk_id    text NOT NULL REFERENCES desk (id) ON DELETE CASCADE,
  seq        bigint NOT NULL,
  at         timestamptz(6) NOT NULL,
  kind       text NOT NULL,
  cause      text NOT NULL,
  text       text NOT NULL,
  "from"     text,
  "to"       text,
  PRIMARY KEY (desk_id, seq)
);

CREATE TABLE journal_note (
  desk_id    text NOT NULL REFERENCES desk (id) ON DELETE CASCADE,
  kind       text NOT NULL CHECK (kind IN ('order', 'trip')),
  subject_id text NOT NULL,
  text       text NOT NULL CHECK (length(text) <= 20000),
  tags       text[] NOT NULL CHECK (cardinality(tags) <= 20),
  -- Whole milliseconds, because Prisma reads no finer.
  updated_at timestamptz(6) NOT NULL CHECK (updated_at = date_trunc('milliseconds', updated_at, 'UTC')),
  updated_by text NOT NULL,
  PRIMARY KEY (desk_id, kind, subject_id)
);

-- For people at a SQL prompt: decimals instead of ticks, lots and atoms. Multiplying is exact, dividing would round.
CREATE VIEW readable_order AS
  SELECT o.desk_id, o.id, o.instrument_id, o.origin, o.state, o.side, o.type, o.time_in_force, o.decided_at, o.closed_at,
    o.limit_ticks * i.tick_size AS limit_price, o.size_lots * i.lot_size AS size, o.filled_lots * i.lot_size AS filled,
    o.filled_atoms * 0.00000001 AS filled_value, o.fee_atoms * 0.00000001 AS fee, o.reason ->> 'text' AS reason
  FROM "order" o LEFT JOIN desk_instrument i USING (desk_id, instrument_id);

CREATE VIEW readable_fill AS
  SELECT f.desk_id, f.id, f.order_id, f.instrument_id, f.at, f.side, f.price_ticks * i.tick_size AS price,
    f.size_lots * i.lot_size AS size, f.notional_atoms * 0.00000001 AS value, f.fee_atoms * 0.00000001 AS fee, f.liquidity, f.rule
  FROM fill f LEFT JOIN desk_instrument i USING (desk_id, instrument_id);

CREATE VIEW readable_trip AS
  SELECT desk_id, id, instrument_id, origin, opened_at, closed_at, bought_atoms * 0.00000001 AS bought,
    sold_atoms * 0.00000001 AS sold, fees_atoms * 0.00000001 AS fees, pnl_atoms * 0.00000001 AS pnl
  FROM round_trip;

CREATE VIEW readable_ledger AS
  SELECT e.desk_id, e.seq, e.at, e.kind, e.cause, p.account, p.amount_atoms * 0.00000001 AS amount
  FROM ledger_entry e JOIN ledger_posting p ON p.desk_id = e.desk_id AND p.entry_seq = e.seq;

CREATE VIEW readable_equity AS
  SELECT desk_id, at, cash_atoms * 0.00000001 AS cash, inventory_atoms * 0.00000001 AS inventory_at_cost,
    unrealised_atoms * 0.00000001 AS unrealised, equity_atoms * 0.00000001 AS equity
  FROM portfolio_state;
