ALTER TABLE instrument_version DROP CONSTRAINT instrument_version_atoms_per_tick_lot_check;
UPDATE instrument_version SET atoms_per_tick_lot = 1 WHERE atoms_per_tick_lot = 0;
ALTER TABLE instrument_version ADD CONSTRAINT instrument_version_atoms_per_tick_lot_check CHECK (atoms_per_tick_lot > 0);
