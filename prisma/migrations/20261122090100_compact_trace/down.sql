ALTER TABLE fill_trace RENAME TO fill_trace_chunk;
ALTER TABLE fill_trace_chunk RENAME CONSTRAINT fill_trace_pkey TO fill_trace_chunk_pkey;
ALTER TABLE fill_trace_chunk RENAME CONSTRAINT fill_trace_desk_id_order_id_fkey TO fill_trace_chunk_fkey;
ALTER SEQUENCE fill_trace_seq_seq RENAME TO fill_trace_chunk_seq;

CREATE TABLE fill_trace (
  desk_id    text NOT NULL,
  order_id   text NOT NULL,
  seq        bigint GENERATED ALWAYS AS IDENTITY,
  at         timestamptz(6) NOT NULL,
  cause      text NOT NULL,
  ahead_lots double precision NOT NULL,
  delta_lots double precision NOT NULL,
  PRIMARY KEY (desk_id, order_id, seq),
  FOREIGN KEY (desk_id, order_id) REFERENCES "order" (desk_id, id) ON DELETE CASCADE
);

INSERT INTO fill_trace (desk_id, order_id, at, cause, ahead_lots, delta_lots)
  SELECT desk_id, order_id,
    tapedeck_time((sum((point ->> 0)::bigint) OVER (PARTITION BY desk_id, order_id, seq ORDER BY n))::bigint),
    point ->> 1, (point ->> 2)::float8, (point ->> 3)::float8
  FROM fill_trace_chunk, json_array_elements(points::json) WITH ORDINALITY AS listed(point, n)
  ORDER BY desk_id, order_id, seq, n;

DROP TABLE fill_trace_chunk;
