/** What the threads of the bench are, and what those of the latency part say to each other. */
import type { MessagePort } from "node:worker_threads";
import type { InstrumentSpec } from "@/server/domain/instrument";

export type BenchRole =
  | Readonly<{ role: "venue" }>
  | Readonly<{ role: "collector"; marketUrl: string }>
  | Readonly<{ role: "desk"; instruments: readonly InstrumentSpec[] }>
  | Readonly<{ role: "engine"; place: string; instruments: number; eventsMin: number }>;

export type VenueReady = Readonly<{ url: string }>;
export type VenueOrder = Readonly<{ perSecond: number; count: number }>;
export type VenueSent = Readonly<{ sent: number; seconds: number }>;

export type CollectorReady = Readonly<{ instruments: readonly InstrumentSpec[] }>;
export type CollectorOrder = Readonly<{ attach: MessagePort }>;

export type DeskOrder = Readonly<{ feed: MessagePort }> | Readonly<{ ask: "forget" | "results" }>;
export type Percentiles = Readonly<{ count: number; p50: number; p99: number; max: number }>;
/** µs from the venue's `send` to the decision, and to the order that was decided on some of them. */
export type DeskResults = Readonly<{ decisions: Percentiles; orders: Percentiles }>;

/** System-wide monotonic µs: the same clock in every thread. */
export const monotonicMicros = (): number => Number(process.hrtime.bigint() / 1_000n);

/** The ask level whose size is the time at which its message was sent: far away, where it moves nothing. */
export const MARK_TICKS = 900_000_000;
export const SYMBOLS = ["BTCUSDT", "ETHUSDT", "SOLUSDT"] as const;
