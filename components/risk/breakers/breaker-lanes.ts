/** When each breaker was open, as spans on a line of time. */
import { BREAKER_NAMES } from "@/components/risk/settings/words";
import { displaySymbol } from "@/server/domain/display-symbol";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { BREAKER_KINDS } from "@/server/domain/risk/risk-settings";
import type { Breaker, BreakerEvent } from "@/server/domain/risk/risk-view";

export type BreakerSpan = Readonly<{
  /** Of the window, 0 to 1. */
  left: number;
  width: number;
  from: number;
  /** Null while it is open. */
  to: number | null;
  text: string;
}>;

export type BreakerLane = Readonly<{ id: string; name: string; isOpen: boolean; spans: readonly BreakerSpan[] }>;

type Window = Readonly<{ from: number; now: number }>;
type Told = Readonly<{ events: readonly BreakerEvent[]; breakers: readonly Breaker[] }>;

/** Those of the whole desk always, others where they were open within the window. */
export function breakerLanes(
  { events, breakers }: Told,
  window: Window,
  instruments: readonly InstrumentSpec[],
): readonly BreakerLane[] {
  const ids = new Map<string, Breaker>();
  for (const { breaker } of events) ids.set(breaker.id, breaker);
  for (const breaker of breakers) ids.set(breaker.id, breaker);
  return [...ids.values()]
    .map((breaker) => {
      const own = events.filter(({ breaker: { id } }) => id === breaker.id).toSorted((a, b) => a.seq - b.seq);
      const present = breakers.find(({ id }) => id === breaker.id) ?? null;
      return {
        id: breaker.id,
        kind: breaker.kind,
        name: breakerName(breaker, instruments),
        isOpen: present?.state === "open",
        isOfDesk: breaker.instrumentId === null && breaker.strategy === null,
        spans: openSpans(own, present).flatMap((span) => placed(span, window)),
      };
    })
    .filter(({ spans, isOfDesk }) => isOfDesk || spans.length > 0)
    .toSorted((a, b) => BREAKER_KINDS.indexOf(a.kind) - BREAKER_KINDS.indexOf(b.kind) || a.name.localeCompare(b.name))
    .map(({ id, name, isOpen, spans }) => ({ id, name, isOpen, spans }));
}

/** `Volatility · BTC/USDT`. */
export function breakerName({ kind, instrumentId, strategy }: Breaker, instruments: readonly InstrumentSpec[]): string {
  const spec = instruments.find(({ id }) => id === instrumentId);
  const whose = strategy ?? (instrumentId === null ? null : spec === undefined ? instrumentId : displaySymbol(spec));
  return whose === null ? BREAKER_NAMES[kind] : `${BREAKER_NAMES[kind]} · ${whose}`;
}

type Open = Readonly<{ from: number; to: number | null; text: string }>;

/** An opening that is older than what was read began at least when the first event was. */
function openSpans(events: readonly BreakerEvent[], present: Breaker | null): readonly Open[] {
  const spans: Open[] = [];
  let open: BreakerEvent | null = null;
  for (const event of events) {
    if (event.to === "open") open ??= event;
    else {
      spans.push({ from: open?.at ?? 0, to: event.at, text: open?.breaker.text ?? event.breaker.text });
      open = null;
    }
  }
  if (open !== null) spans.push({ from: open.at, to: null, text: open.breaker.text });
  else if (present?.state === "open") spans.push({ from: present.since, to: null, text: present.text });
  return spans;
}

/** Least width at which a span can be seen and pointed at. */
const WIDTH_MIN = 0.008;

function placed({ from, to, text }: Open, window: Window): BreakerSpan[] {
  const span = Math.max(window.now - window.from, 1);
  const end = to ?? window.now;
  if (end < window.from || from > window.now) return [];
  const left = Math.max((from - window.from) / span, 0);
  const right = Math.min((end - window.from) / span, 1);
  const width = Math.max(right - left, WIDTH_MIN);
  return [{ left: Math.min(left, 1 - width), width, from, to, text }];
}
