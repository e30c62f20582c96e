/** Funding and what the venue's fund bore, by instrument, as `server/adapters/postgres/venue-bookings.ts` tells it. */
import type { Micros } from "@/server/domain/micros";
import type { LedgerEntry } from "@/server/domain/portfolio";
import type { VenueBooking } from "@/server/ports/performance-reader";
import type { DeskData } from "./desk-data";

export function venueBookings(data: DeskData, { from, to }: Readonly<{ from: Micros; to: Micros }>): VenueBooking[] {
  const entries = [...data.ledger.values()].filter(({ at }) => at > from && at <= to);
  const touches = (account: string) => (entry: LedgerEntry) => entry.postings.some((one) => one.account === account);
  const funding = fundingOf(
    data,
    entries.filter(touches("funding")).map(({ at }) => at),
  );
  const insurance = entries.filter(touches("insurance")).map((entry) => insuranceOf(data, entry));
  return [...funding, ...insurance].sort((a, b) => a.at - b.at || (a.instrumentId < b.instrumentId ? -1 : 1));
}

function fundingOf(data: DeskData, times: readonly Micros[]): VenueBooking[] {
  const bookings = new Map<string, VenueBooking>();
  for (const instrumentId of data.positions.keys()) {
    const samples = [...data.positionSamples.values()]
      .filter((sample) => sample.instrumentId === instrumentId)
      .sort((a, b) => a.at - b.at);
    for (const at of times.toSorted((a, b) => a - b)) {
      const next = samples.findIndex((sample) => sample.at >= at);
      const after = samples[next];
      if (!after) continue;
      const amountAtoms = (samples[next - 1]?.fundingAtoms ?? 0n) - after.fundingAtoms;
      if (amountAtoms !== 0n)
        bookings.set(`${instrumentId} ${after.at}`, { kind: "funding", instrumentId, at, amountAtoms });
    }
  }
  return [...bookings.values()];
}

function insuranceOf(data: DeskData, { at, cause, postings }: LedgerEntry): VenueBooking {
  const margin = postings.find(({ account }) => account.startsWith("margin:"))?.account.slice("margin:".length);
  const perpetuals = [...data.positions.values()].filter((position) => position.margin !== null);
  const first = perpetuals.map(({ instrumentId }) => instrumentId).sort()[0];
  const borne = postings.find(({ account }) => account === "insurance")?.amountAtoms ?? 0n;
  return {
    kind: "insurance",
    instrumentId: margin ?? data.fills.get(cause)?.instrumentId ?? first ?? "unknown",
    at,
    amountAtoms: 0n - borne,
  };
}
