/** What the threads of a worker say to each other (docs/contracts.md). */
import type { MessagePort } from "node:worker_threads";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { MarketBlock } from "@/server/domain/market-block";
import type { MarketSource } from "@/server/domain/source";

/** Main to collector: stream to the desk at the other end of `port` (transferred): whole books first. */
export type CollectorCommand = Readonly<{ type: "attach"; port: MessagePort }> | Readonly<{ type: "stop" }>;

/** Main to desk: here is the other end of a collector's stream (transferred). */
export type DeskCommandMessage = Readonly<{ type: "feed"; port: MessagePort }> | Readonly<{ type: "stop" }>;

/** Desk to main: I need a stream, or this one is void and I need it anew. */
export type DeskRequest = Readonly<{ type: "wantFeed" }>;

/** Collector to desk, over the port: first `open`, then blocks (buffers transferred), books whole at first. */
export type FeedMessage =
  | Readonly<{ type: "open"; instruments: readonly InstrumentSpec[] }>
  | Readonly<{ type: "block"; block: MarketBlock }>;

/** `workerData` of the threads. */
export type CollectorThreadData = Readonly<{
  source: MarketSource;
  /** False for a second collector that only feeds desks: it writes and publishes nothing. */
  persist: boolean;
}>;
export type DeskThreadData = Readonly<{ deskId: string; source: MarketSource }>;
export type ParityThreadData = Readonly<{ deskId: string; epoch: number | null }>;
export type BackfillThreadData = Readonly<{ backfillId: string }>;

/** `ask` null: all live versions, of instruments that no desk trades. */
export type ScoreThreadData = Readonly<{
  source: MarketSource;
  ask: Readonly<{ model: string; version: number }> | null;
}>;
