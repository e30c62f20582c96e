-- Conditional, linked and parent orders, perpetuals, and the same session under three queue models.

ALTER TABLE instrument_version ADD COLUMN contract text; -- of a perpetual, whole; null for spot

ALTER TABLE "order"
  ADD COLUMN terms        jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN role         text NOT NULL DEFAULT 'single',
  ADD COLUMN parent_id    text,
  ADD COLUMN link_id      text,
  ADD COLUMN triggered_at timestamptz(6),
  ADD COLUMN stop_ticks   bigint;
CREATE INDEX order_parent_id_idx ON "order" (desk_id, parent_id) WHERE parent_id IS NOT NULL;

CREATE TABLE parent_order (
  desk_id       text NOT NULL REFERENCES desk (id) ON DELETE CASCADE,
  id            text NOT NULL,
  number        bigint NOT NULL GENERATED ALWAYS AS (substring(id FROM '[0-9]+$')::bigint) STORED,
  instrument_id text NOT NULL,
  kind          text NOT NULL,
  state         text NOT NULL,
  decided_at    timestamptz(6) NOT NULL,
  closed_at     timestamptz(6),
  body          text NOT NULL,
  PRIMARY KEY (desk_id, id)
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX parent_order_desk_id_number_idx ON parent_order (desk_id, number);

ALTER TABLE position ADD COLUMN margin text;

ALTER TABLE portfolio_state
  ADD COLUMN margin_atoms  numeric(38, 0) NOT NULL DEFAULT 0,
  ADD COLUMN funding_atoms numeric(38, 0) NOT NULL DEFAULT 0,
  ADD COLUMN bands         text; -- the same second under the pessimistic, base and optimistic queue model
