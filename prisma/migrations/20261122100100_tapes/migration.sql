-- Tape files as they lie on disk, and what parity found.

CREATE TABLE tape_file (
  -- "<desk>/<epoch>" for a run's tape.
  tape       text NOT NULL,
  file       text NOT NULL,
  from_at    timestamptz(6) NOT NULL,
  to_at      timestamptz(6) NOT NULL,
  first_row  bigint NOT NULL,
  rows       bigint NOT NULL CHECK (rows > 0),
  bytes      bigint NOT NULL,
  sha256     text NOT NULL,
  PRIMARY KEY (tape, file)
);

CREATE TABLE parity_report (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  desk_id     text NOT NULL REFERENCES desk (id) ON DELETE CASCADE,
  -- Wall time.
  at          timestamptz(6) NOT NULL,
  status      text NOT NULL CHECK (status IN ('same', 'different', 'incomplete')),
  differences bigint NOT NULL,
  body        text NOT NULL
);
CREATE INDEX parity_report_desk_id_idx ON parity_report (desk_id, id);
