-- What tells a toxic fill: the crowd before the order when it came, and the spread when it filled.
ALTER TABLE "order" ADD COLUMN median_trade_lots bigint;
ALTER TABLE fill ADD COLUMN spread_ticks bigint;
