-- Lots of an inverse contract are worth n × inverse_atoms / price: a tick times a lot has no value of its own.
ALTER TABLE instrument_version DROP CONSTRAINT instrument_version_atoms_per_tick_lot_check;
UPDATE instrument_version SET atoms_per_tick_lot = 0 WHERE contract LIKE '%"kind":"inverse"%';
ALTER TABLE instrument_version ADD CONSTRAINT instrument_version_atoms_per_tick_lot_check
  CHECK (atoms_per_tick_lot > 0 OR (atoms_per_tick_lot = 0 AND contract IS NOT NULL));
