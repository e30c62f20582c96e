-- Ticks of a fill's price that the desk's own earlier trades are to blame for (permanent impact).
ALTER TABLE fill ADD COLUMN impact_ticks bigint NOT NULL DEFAULT 0 CHECK (impact_ticks >= 0);
