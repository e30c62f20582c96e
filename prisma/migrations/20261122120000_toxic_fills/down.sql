ALTER TABLE fill DROP COLUMN spread_ticks;
ALTER TABLE "order" DROP COLUMN median_trade_lots;
