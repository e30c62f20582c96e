DROP INDEX round_trip_desk_id_closed_at_idx, fill_desk_id_known_at_idx;
DROP TABLE equity_bar;
