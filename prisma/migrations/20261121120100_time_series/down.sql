DROP TABLE dead_letter;
DROP TABLE gap;
DROP FUNCTION tapedeck_candles(text, interval, timestamptz, timestamptz);
DROP FUNCTION tapedeck_maintain(timestamptz);
DROP FUNCTION tapedeck_ensure_partitions(text, timestamptz[]);
DROP FUNCTION tapedeck_ensure_partition(time_series, timestamptz);
DROP TABLE portfolio_state;
DROP TABLE book_snapshot;
DROP TABLE trade_tick;
DROP TABLE candle;
-- The extension stays: whoever runs the server may have put it there.
DROP FUNCTION tapedeck_has_timescale();
DROP TABLE time_partition;
DROP TABLE time_series;
