"use client";
import { useQuery } from "@tanstack/react-query";
import { Unplug } from "lucide-react";
import { useMemo } from "react";
import { LiveText, type Painted } from "@/components/frame/live-text";
import { useTRPC } from "@/components/frame/trpc";
import { useLive } from "@/components/frame/use-live";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/states";
import { toDateTime, toDuration } from "@/components/ui/time-format";
import type { FeedState, FeedView } from "@/server/domain/views";
import { useMarket } from "./market-context";
import { nameOf } from "./units";

const isThere = (feed: FeedView | null) => feed !== null;

/** How well the market data arrives: state, rate, lag, gaps, dead letters. */
export function FeedPanel() {
  const { desk } = useMarket();
  const there = useLive(desk.feed, isThere);
  if (!there) {
    return (
      <EmptyState
        icon={Unplug}
        title="The feed says nothing"
        hint="Its health appears here once a worker collects the venue. System shows which processes run."
      />
    );
  }
  return (
    <div className="grid h-full min-h-0 gap-4 overflow-y-auto p-3 md:grid-cols-[minmax(240px,1fr)_1fr_2fr]">
      <Figures />
      <Instruments />
      <Gaps />
    </div>
  );
}

const FIGURES: readonly (readonly [name: string, hint: string, paint: (feed: FeedView | null) => Painted])[] = [
  ["State", "live, connecting, stale, gap, ended or down", (feed) => ({ text: feed?.state ?? "–" })],
  ["Messages", "a second", (feed) => ({ text: feed === null ? "–" : `${Math.round(feed.messagesPerSecond)} /s` })],
  [
    "Handling lag",
    "From receipt to handled, p99 over the last second",
    (feed) => ({ text: feed === null ? "–" : toDuration(feed.lagMicros) }),
  ],
  [
    "Feed latency",
    "From the venue's stamp to our receipt; below zero when its clock runs ahead",
    (feed) => ({ text: feed?.feedLatencyMicros == null ? "–" : toDuration(feed.feedLatencyMicros) }),
  ],
  ["Gaps", "since the collector started", (feed) => ({ text: feed === null ? "–" : String(feed.gaps) })],
  [
    "Dead letters",
    "Messages that could not be read; kept with their text",
    (feed) => ({ text: feed === null ? "–" : String(feed.deadLetters) }),
  ],
];

function Figures() {
  const { desk } = useMarket();
  return (
    <dl className="grid grid-cols-[1fr_auto] content-start gap-x-4 gap-y-1 text-sm">
      {FIGURES.map(([name, hint, paint]) => (
        <div key={name} className="contents" title={hint}>
          <dt className="text-muted">{name}</dt>
          <dd className="num text-right">
            <LiveText store={desk.feed} paint={paint} title={hint} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

const TONES: Readonly<Record<FeedState, BadgeTone>> = {
  live: "up",
  connecting: "warn",
  stale: "danger",
  gap: "danger",
  ended: "plain",
  down: "danger",
};
const statesOf = (feed: FeedView | null) =>
  feed?.instruments.map((i) => `${i.instrumentId} ${i.state}`).join("|") ?? "";

function Instruments() {
  const { desk } = useMarket();
  // Rendered only when a state changes; the text is the key of that.
  const states = useLive(desk.feed, statesOf);
  const rows = useMemo(() => (states === "" ? [] : (desk.feed.get()?.instruments ?? [])), [states, desk.feed]);
  return (
    <ul className="flex flex-col gap-1 text-sm">
      {rows.map((row) => (
        <li key={row.instrumentId} className="flex items-center justify-between gap-3">
          <span>
            {nameOf(
              desk.instruments.find((i) => i.id === row.instrumentId),
              row.instrumentId,
            )}
          </span>
          <Badge tone={TONES[row.state]}>{row.state}</Badge>
        </li>
      ))}
    </ul>
  );
}

function Gaps() {
  const { desk } = useMarket();
  const trpc = useTRPC();
  const gaps = useQuery({
    ...trpc.market.gaps.queryOptions({ venueId: desk.desk.venueId, limit: 20 }),
    refetchInterval: 15_000,
  }).data;
  if (gaps === undefined) return <p className="text-muted text-sm">Looking for gaps…</p>;
  if (gaps.length === 0) return <p className="text-muted text-sm">No gap has been recorded.</p>;
  return (
    <ul className="flex flex-col gap-1 text-sm">
      {gaps.map((gap) => (
        <li key={gap.id} className="flex flex-wrap gap-x-2">
          <time
            className="num text-muted"
            dateTime={new Date(gap.startedAt / 1000).toISOString()}
          >{`${toDateTime(gap.startedAt)} UTC`}</time>
          <span>{gap.endedAt === null ? "still open" : toDuration(gap.endedAt - gap.startedAt)}</span>
          <span className="text-muted">{`${gap.instrumentId}: ${gap.text}`}</span>
        </li>
      ))}
    </ul>
  );
}
