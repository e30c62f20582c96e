ALTER TABLE fill DROP COLUMN impact_ticks;
