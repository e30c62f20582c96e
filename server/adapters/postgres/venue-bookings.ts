/**
 * Funding, and losses that the venue's fund bore, from the ledger. A cross position's funding goes through the cash,
 * whose account names no instrument: how much of it was whose is told by the positions' samples around it.
 */
import type { PerformanceReader, VenueBooking } from "@/server/ports/performance-reader";
import { columnsOf, toDomain } from "./columns";
import type { Query } from "./pool";

type Booked = Parameters<PerformanceReader["listVenueBookings"]>[1];

export async function listVenueBookings(query: Query, deskId: string, { from, to }: Booked) {
  const rows = await Promise.all([query(fundingText, [deskId, from, to]), query(insuranceText, [deskId, from, to])]);
  const bookings = rows.flat().map((row) => toDomain(bookingColumns, row));
  return bookings.sort((a, b) => a.at - b.at || (a.instrumentId < b.instrumentId ? -1 : 1));
}

const bookingColumns = columnsOf<VenueBooking>({
  kind: "text",
  instrumentId: "text",
  at: "micros",
  amountAtoms: "atoms",
});

/** Entries between the same two samples of an instrument count as one, at the last of them. */
const fundingText = `
  WITH paid AS (
    SELECT e.at FROM ledger_posting p JOIN ledger_entry e ON e.desk_id = p.desk_id AND e.seq = p.entry_seq
    WHERE p.desk_id = $1 AND p.account = 'funding' AND e.at > tapedeck_time($2) AND e.at <= tapedeck_time($3)
  ), around AS (
    SELECT q.instrument_id, max(paid.at) AS at, after.at AS after_at, after.funding_atoms AS after_atoms
    FROM paid CROSS JOIN (SELECT instrument_id FROM position WHERE desk_id = $1) AS q
      CROSS JOIN LATERAL (
        SELECT s.at, s.funding_atoms FROM position_sample s
        WHERE s.desk_id = $1 AND s.instrument_id = q.instrument_id AND s.at >= paid.at ORDER BY s.at LIMIT 1) AS after
    GROUP BY 1, 3, 4
  )
  SELECT 'funding' AS kind, a.instrument_id AS "instrumentId", tapedeck_micros(a.at) AS at,
    (coalesce(before.funding_atoms, 0) - a.after_atoms)::text AS "amountAtoms"
  FROM around a LEFT JOIN LATERAL (
    SELECT s.funding_atoms FROM position_sample s
    WHERE s.desk_id = $1 AND s.instrument_id = a.instrument_id AND s.at < a.after_at ORDER BY s.at DESC LIMIT 1) AS before ON true
  WHERE coalesce(before.funding_atoms, 0) <> a.after_atoms`;

/** Of the collateral's instrument, else of the fill's that caused it, else of the desk's first perpetual. */
const insuranceText = `
  SELECT 'insurance' AS kind, tapedeck_micros(e.at) AS at, (0 - p.amount_atoms)::text AS "amountAtoms",
    coalesce(substr(m.account, 8), f.instrument_id, (
      SELECT min(q.instrument_id) FROM position q WHERE q.desk_id = $1 AND q.margin IS NOT NULL)) AS "instrumentId"
  FROM ledger_posting p JOIN ledger_entry e ON e.desk_id = p.desk_id AND e.seq = p.entry_seq
    LEFT JOIN ledger_posting m ON m.desk_id = p.desk_id AND m.entry_seq = p.entry_seq AND m.account LIKE 'margin:%'
    LEFT JOIN fill f ON f.desk_id = e.desk_id AND f.id = e.cause
  WHERE p.desk_id = $1 AND p.account = 'insurance' AND e.at > tapedeck_time($2) AND e.at <= tapedeck_time($3)`;
