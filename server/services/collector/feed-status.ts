/** The feed's health in words and numbers (FeedView). Pure. */
import { displaySymbol } from "@/server/domain/display-symbol";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { MarketSource } from "@/server/domain/source";
import type { FeedState, FeedView } from "@/server/domain/views";
import type { GaugeReading } from "./feed-gauge";
import type { InstrumentFeed } from "./instrument-feed";
import { instrumentState, worstState } from "./staleness";

export type ConnectionStatus = Readonly<{
  isOpen: boolean;
  /** The adapter's last words about it. */
  text: string;
  /** Wall time since when it is as it is, µs. */
  since: number;
}>;

/** Closed for longer than this is down: someone should look. */
const DOWN_AFTER_MICROS = 30_000_000;

export type StatusInput = Readonly<{
  source: MarketSource;
  specs: readonly InstrumentSpec[];
  feeds: readonly InstrumentFeed[];
  /** By instrument: those of one market share theirs. */
  connections: readonly ConnectionStatus[];
  /** The recording is over. */
  hasEnded: boolean;
  /** Market and wall time, µs. */
  now: number;
  wallNow: number;
  gauge: GaugeReading;
  gaps: number;
  deadLetters: number;
}>;

const orNull = (at: number): number | null => (at === 0 ? null : at);

export function describeFeed(input: StatusInput): FeedView {
  const { feeds, specs, now, connections, hasEnded } = input;
  const instruments = feeds.map((feed, i) => ({
    instrumentId: specs[i]?.id ?? "",
    state: hasEnded ? "ended" : stateOf(feed, connections[i], now),
    lastEventAt: orNull(Math.max(feed.bookReceivedAt, feed.tradeReceivedAt)),
    lastBookAt: orNull(feed.bookReceivedAt),
  }));
  const { state, text } = overall(input, instruments);
  return {
    source: input.source,
    state,
    text,
    ...input.gauge,
    feedLatencyMicros: latencyOf(feeds),
    gaps: input.gaps,
    deadLetters: input.deadLetters,
    instruments,
  };
}

/** Before the instruments are known there is a connection's state and nothing else. */
export function describeWaiting(source: MarketSource, connection: ConnectionStatus, wallNow: number): FeedView {
  const gauge = { messagesPerSecond: 0, lagMicros: 0 };
  const nothing = { specs: [], feeds: [], hasEnded: false, now: 0, gaps: 0, deadLetters: 0 };
  return describeFeed({ source, connections: [connection], wallNow, gauge, ...nothing });
}

function stateOf(feed: InstrumentFeed, connection: ConnectionStatus | undefined, now: number): FeedState {
  if (!connection?.isOpen && feed.gap === null) return "connecting";
  const { isLive, bookReceivedAt, tradeReceivedAt } = feed;
  return instrumentState({ isLive, hasGap: feed.gap !== null, bookReceivedAt, tradeReceivedAt }, now);
}

type InstrumentStates = readonly Readonly<{ instrumentId: string; state: FeedState }>[];

function overall(input: StatusInput, instruments: InstrumentStates): { state: FeedState; text: string } {
  const { hasEnded, wallNow } = input;
  if (hasEnded) return { state: "ended", text: "The recording is over." };
  const closed = longestClosed(input);
  if (closed !== null) {
    const isDown = wallNow - closed.since >= DOWN_AFTER_MICROS;
    return { state: isDown ? "down" : "connecting", text: closed.text };
  }
  const state = worstState(instruments.map((each) => each.state));
  if (state === "live") return { state, text: "" };
  const names = input.specs.filter((_, i) => instruments[i]?.state === state).map(displaySymbol);
  return { state, text: SENTENCES[state]?.(names.join(", "), input) ?? "" };
}

/** The connection that has been away longest, naming its instruments where others stand. */
function longestClosed({ connections, specs }: StatusInput): Pick<ConnectionStatus, "since" | "text"> | null {
  const closed = connections.filter(({ isOpen }) => !isOpen).sort((a, b) => a.since - b.since)[0];
  if (closed === undefined) return null;
  if (connections.every(({ isOpen }) => !isOpen)) return closed;
  const names = specs.filter((_, i) => connections[i] === closed).map(displaySymbol);
  return { since: closed.since, text: `${names.join(", ")}: ${closed.text}` };
}

const SENTENCES: Partial<Record<FeedState, (names: string, input: StatusInput) => string>> = {
  gap: (names, { feeds }) => {
    const why = feeds.find(({ gap }) => gap !== null)?.gap?.text ?? "its chain broke";
    return `The book of ${names} is unknown (${why}); a whole one was asked for.`;
  },
  stale: (names) => `${names}: no news for too long, or none of the book while trades print.`,
  connecting: (names) => `Waiting for the first book of ${names}.`,
};

/** Of the newest event of all. */
function latencyOf(feeds: readonly InstrumentFeed[]): number | null {
  let newest: InstrumentFeed | null = null;
  for (const feed of feeds) if (!newest || feed.lastReceivedAt > newest.lastReceivedAt) newest = feed;
  return newest === null || newest.lastReceivedAt === 0 ? null : newest.lastReceivedAt - newest.lastExchangeAt;
}
