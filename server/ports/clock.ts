import type { Micros } from "@/server/domain/micros";

/**
 * Where time enters. `system` is wall time; the market clock of a recording runs in the recording's
 * own time at its own speed, so that latency, candles and desks mean the same everywhere.
 */
export type Clock = Readonly<{
  nowMicros: () => Micros;
  /** Calls back about every `wallMillis` of wall time until the returned function is called. */
  every: (wallMillis: number, callback: () => void) => () => void;
}>;
