ALTER TABLE portfolio_state DROP COLUMN bands, DROP COLUMN funding_atoms, DROP COLUMN margin_atoms;
ALTER TABLE position DROP COLUMN margin;
DROP TABLE parent_order;
DROP INDEX order_parent_id_idx;
ALTER TABLE "order" DROP COLUMN stop_ticks, DROP COLUMN triggered_at, DROP COLUMN link_id, DROP COLUMN parent_id,
  DROP COLUMN role, DROP COLUMN terms;
ALTER TABLE instrument_version DROP COLUMN contract;
