-- A resting order moves in its queue up to thousands of times: its points lie together, one row an order and
-- commit, as [[µs since the one before, cause, ahead, moved], …] (the first counts from the epoch).
ALTER TABLE fill_trace RENAME TO fill_trace_point;
ALTER TABLE fill_trace_point RENAME CONSTRAINT fill_trace_pkey TO fill_trace_point_pkey;
ALTER TABLE fill_trace_point RENAME CONSTRAINT fill_trace_desk_id_order_id_fkey TO fill_trace_point_fkey;
ALTER SEQUENCE fill_trace_seq_seq RENAME TO fill_trace_point_seq;

CREATE TABLE fill_trace (
  desk_id  text NOT NULL,
  order_id text NOT NULL,
  seq      bigint GENERATED ALWAYS AS IDENTITY,
  points   text NOT NULL,
  PRIMARY KEY (desk_id, order_id, seq),
  FOREIGN KEY (desk_id, order_id) REFERENCES "order" (desk_id, id) ON DELETE CASCADE
);

INSERT INTO fill_trace (desk_id, order_id, points)
  SELECT desk_id, order_id, json_agg(json_build_array(since, cause, ahead_lots, delta_lots) ORDER BY seq)::text
  FROM (SELECT *, tapedeck_micros(at)
      - coalesce(lag(tapedeck_micros(at)) OVER (PARTITION BY desk_id, order_id ORDER BY seq), 0) AS since
    FROM fill_trace_point) AS point
  GROUP BY desk_id, order_id;

DROP TABLE fill_trace_point;
