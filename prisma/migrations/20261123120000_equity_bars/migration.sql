-- Equity by minute and by hour, kept up by each commit, so that a year of it is read at once and no extreme is lost.

CREATE TABLE equity_bar (
  desk_id     text NOT NULL REFERENCES desk (id) ON DELETE CASCADE,
  width       text NOT NULL CHECK (width IN ('minute', 'hour')),
  from_at     timestamptz(6) NOT NULL,
  first_at    timestamptz(6) NOT NULL,
  first_atoms numeric(38, 0) NOT NULL,
  low_at      timestamptz(6) NOT NULL,
  low_atoms   numeric(38, 0) NOT NULL,
  high_at     timestamptz(6) NOT NULL,
  high_atoms  numeric(38, 0) NOT NULL,
  last_at     timestamptz(6) NOT NULL,
  last_atoms  numeric(38, 0) NOT NULL,
  PRIMARY KEY (desk_id, width, from_at)
);

INSERT INTO equity_bar
SELECT s.desk_id, w.width, date_trunc(w.width, s.at, 'UTC'),
  min(s.at), (array_agg(s.equity_atoms ORDER BY s.at))[1],
  (array_agg(s.at ORDER BY s.equity_atoms, s.at))[1], min(s.equity_atoms),
  (array_agg(s.at ORDER BY s.equity_atoms DESC, s.at))[1], max(s.equity_atoms),
  max(s.at), (array_agg(s.equity_atoms ORDER BY s.at DESC))[1]
FROM portfolio_state s JOIN desk d ON d.id = s.desk_id, (VALUES ('minute'), ('hour')) AS w (width)
GROUP BY 1, 2, 3;

-- What was booked or closed within a window.
CREATE INDEX fill_desk_id_known_at_idx ON fill (desk_id, known_at);
CREATE INDEX round_trip_desk_id_closed_at_idx ON round_trip (desk_id, closed_at);
