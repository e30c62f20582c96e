"use client";
import { useState } from "react";
import { useRisk, useRiskView } from "@/components/risk/risk-context";
import { Button } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { toClock, toDateTime, toDuration } from "@/components/ui/time-format";
import { type BreakerLane, type BreakerSpan, breakerLanes, breakerName } from "./breaker-lanes";
import { useBreakerEvents } from "./use-breaker-events";

const HOUR = 3_600e6;
const RANGES = { "1h": HOUR, "24h": 24 * HOUR, "7d": 168 * HOUR } as const;
type Range = keyof typeof RANGES;
const SEGMENTS = (Object.keys(RANGES) as Range[]).map((value) => ({ value, label: value }));
const TICKS = [0, 0.25, 0.5, 0.75, 1];

/** When which breaker was open, a lane each, and the same as a list. */
export function BreakerTimeline() {
  const view = useRiskView();
  const { desk } = useRisk();
  const { list, events } = useBreakerEvents();
  const [range, setRange] = useState<Range>("24h");
  const now = view?.at ?? events[0]?.at ?? 0;
  const window = { from: now - RANGES[range], now };
  const lanes = breakerLanes({ events, breakers: view?.breakers ?? [] }, window, desk.instruments);
  return (
    <section
      aria-label="Timeline"
      data-testid="breaker-timeline"
      className="min-w-0 rounded-md border border-line bg-surface-1"
    >
      <header className="flex items-center border-line border-b px-3 py-1">
        <h2 className="font-medium text-sm">When breakers were open</h2>
        <Segmented label="Span of time" value={range} segments={SEGMENTS} onChange={setRange} className="ml-auto" />
      </header>
      {list.error !== null && events.length === 0 ? (
        <ErrorState title="The breakers' history could not be read" reason={list.error.message} />
      ) : lanes.length === 0 ? (
        <EmptyState
          title="No breaker has spoken yet"
          hint="Each one that opens is drawn here from its opening to its arming."
        />
      ) : (
        <div className="p-3">
          <ul className="flex flex-col gap-1">
            {lanes.map((lane) => (
              <Lane key={lane.id} lane={lane} />
            ))}
          </ul>
          <Axis {...window} />
        </div>
      )}
      <Events />
    </section>
  );
}

const COLUMNS = "grid grid-cols-[7.5rem_minmax(0,1fr)] items-center gap-x-3 sm:grid-cols-[13rem_minmax(0,1fr)]";

function Lane({ lane: { id, name, isOpen, spans } }: { readonly lane: BreakerLane }) {
  return (
    <li data-lane={id} className={COLUMNS}>
      <span className={`truncate text-xs ${isOpen ? "font-medium text-danger" : "text-muted"}`}>{name}</span>
      <span className="relative h-4 overflow-hidden rounded-sm bg-surface-2">
        {spans.map((span) => (
          <span
            key={span.from}
            title={spanText(span)}
            className={`absolute inset-y-0.5 rounded-[2px] ${span.to === null ? "bg-danger" : "bg-danger/55"}`}
            style={{ left: `${span.left * 100}%`, width: `${span.width * 100}%` }}
          />
        ))}
        <span aria-hidden className="absolute inset-y-0 right-0 w-0.5 bg-accent" />
        <span className="sr-only">{spans.length === 0 ? "not open in this time" : spans.map(spanText).join("; ")}</span>
      </span>
    </li>
  );
}

function spanText({ from, to, text }: BreakerSpan): string {
  const began = from === 0 ? "before what was read" : `${toDateTime(from)} UTC`;
  const ended = to === null ? "still open" : from === 0 ? `to ${toDateTime(to)} UTC` : `for ${toDuration(to - from)}`;
  return `${text} ${began}, ${ended}`.trim();
}

function Axis({ from, now }: { readonly from: number; readonly now: number }) {
  return (
    <div aria-hidden className={`mt-1 ${COLUMNS}`}>
      <span />
      <span className="num flex justify-between text-2xs text-muted">
        {TICKS.map((share) => (
          <span key={share} className={share === 0.25 || share === 0.75 ? "hidden sm:inline" : ""}>
            {share === 1 ? "now" : tickText(from + share * (now - from), now - from)}
          </span>
        ))}
      </span>
    </div>
  );
}

const tickText = (at: number, span: number): string =>
  span > 24 * HOUR ? toDateTime(at).slice(5, 16) : toClock(at, false).slice(0, 5);

function Events() {
  const { desk } = useRisk();
  const { list, events } = useBreakerEvents();
  if (events.length === 0) return null;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <div role="group" aria-label="Breaker events" tabIndex={0} className="max-h-96 overflow-auto border-line border-t">
      <table className="w-full text-xs [&_td]:px-3 [&_td]:py-1 [&_th]:px-3 [&_th]:py-1">
        <caption className="sr-only">Openings and armings, newest first</caption>
        <thead className="text-left text-muted">
          <tr>
            {["When UTC", "Breaker", "Became", "Measured", "Why"].map((name) => (
              <th key={name} scope="col" className="font-normal">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {events.map(({ seq, at, breaker, to, cause }) => (
            <tr key={seq} className="border-line/60 border-t">
              <td className="num whitespace-nowrap">{toDateTime(at)}</td>
              <td className="whitespace-nowrap">{breakerName(breaker, desk.instruments)}</td>
              <td className={to === "open" ? "text-danger" : "text-up"}>{to}</td>
              <td className="num whitespace-nowrap">{`${breaker.value} · limit ${breaker.limit}`}</td>
              <td className="min-w-60 text-muted">{breaker.text === "" ? cause.replaceAll("_", " ") : breaker.text}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {list.hasNextPage ? (
        <p className="p-2">
          <Button size="sm" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Show older ones
          </Button>
        </p>
      ) : null}
    </div>
  );
}
