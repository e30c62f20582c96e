import Link from "next/link";
import { nameOf } from "@/components/desk/units";
import { toSignedMoney } from "@/components/frame/money-format";
import { type JournalDesk, specOf } from "@/components/journal/desk-of";
import { originText } from "@/components/journal/signal-view";
import { Panel } from "@/components/ui/panel";
import { toDateTime, toDuration } from "@/components/ui/time-format";
import type { PerformanceWindow } from "./views";

type TripsPanelProps = { readonly desk: JournalDesk; readonly window: PerformanceWindow };

/** The trades that made most and lost most, each with the way to its why. */
export function TripsPanel({ desk, window }: TripsPanelProps) {
  const all = `/journal?${new URLSearchParams({ view: "trips", desk: desk.id }).toString()}`;
  return (
    <Panel
      title="Best and worst trades"
      trailing={
        <Link href={all} className="text-muted text-xs underline-offset-4 hover:underline">
          All in the journal
        </Link>
      }
    >
      {window.best.length + window.worst.length === 0 ? (
        <p className="p-3 text-muted text-sm">No trade of this window has closed with a gain or a loss.</p>
      ) : (
        <div className="grid sm:grid-cols-2">
          <Trips title="Best" trips={window.best} desk={desk} />
          <Trips title="Worst" trips={window.worst} desk={desk} />
        </div>
      )}
    </Panel>
  );
}

type TripsProps = {
  readonly title: string;
  readonly trips: PerformanceWindow["best"];
  readonly desk: JournalDesk;
};

function Trips({ title, trips, desk }: TripsProps) {
  return (
    <section aria-label={`${title} trades`} className="min-w-0 p-2">
      <h3 className="caption px-1">{title}</h3>
      {trips.length === 0 ? <p className="px-1 text-muted text-sm">None.</p> : null}
      <ol>
        {trips.map((trip) => (
          <li key={trip.id}>
            <Link
              href={`/journal/trips/${encodeURIComponent(trip.id)}?desk=${encodeURIComponent(desk.id)}`}
              className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-2 rounded-sm px-1 py-1 text-sm hover:bg-surface-2"
            >
              <span className="truncate">
                {nameOf(specOf(desk, trip.instrumentId), trip.instrumentId)} · {originText(trip)}
              </span>
              <span className={`num text-right ${trip.pnlAtoms > 0n ? "text-up" : "text-down"}`}>
                {toSignedMoney(trip.pnlAtoms)}
              </span>
              <span className="num truncate text-2xs text-muted">
                {trip.id} · closed {toDateTime(trip.closedAt)}
              </span>
              <span className="num text-right text-2xs text-muted">{toDuration(trip.closedAt - trip.openedAt)}</span>
            </Link>
          </li>
        ))}
      </ol>
    </section>
  );
}
