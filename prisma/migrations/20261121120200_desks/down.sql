DROP VIEW readable_equity, readable_ledger, readable_trip, readable_fill, readable_order;
DROP TABLE journal_note, risk_event, signal, round_trip, position, ledger_posting, ledger_entry;
DROP TABLE fill_trace, markout, fill, order_event, "order";
DROP TABLE desk_command, desk_checkpoint, desk_run, desk_instrument, desk;
DROP FUNCTION tapedeck_refuse_change();
DROP FUNCTION tapedeck_check_postings();
