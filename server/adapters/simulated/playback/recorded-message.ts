import { z } from "zod";

/** What a line of a recording says, as far as the player needs to know. */
export type RecordedMessage =
  | Readonly<{ kind: "snapshot"; lastUpdateId: number; bids: WireLevels; asks: WireLevels }>
  | Readonly<{
      kind: "depth";
      symbol: string;
      eventMillis: number;
      first: number;
      last: number;
      /** `last` of the update before, where the venue chains them (futures); null of spot. */
      previous: number | null;
      bids: WireLevels;
      asks: WireLevels;
      data: string;
    }>
  | Readonly<{
      kind: "trade";
      symbol: string;
      eventMillis: number;
      id: number;
      price: string;
      size: string;
      atMillis: number;
      isBuyerMaker: boolean;
      /** Null of spot; of futures "MARKET" is the book's, anything else the venue's own. */
      tradeKind: string | null;
      data: string;
    }>
  | Readonly<{ kind: "other"; symbol: string; stream: string; data: string }>
  | Readonly<{ kind: "unreadable" }>;

export type WireLevels = readonly (readonly [string, string])[];

/**
 * By hand and not by tuples of zod: a hundredfold playback reads two million levels a minute. Checks the same:
 * a list of pairs of decimals.
 */
const levels = z.custom<WireLevels>(
  (value) =>
    Array.isArray(value) &&
    value.every((level) => Array.isArray(level) && level.length === 2 && level.every(isDecimal)),
);
const isDecimal = (value: unknown): boolean => typeof value === "string" && /^\d+(\.\d+)?$/.test(value);

const snapshot = z.object({ lastUpdateId: z.number(), bids: levels, asks: levels });
const depth = z.object({
  E: z.number(),
  U: z.number(),
  u: z.number(),
  pu: z.number().optional(),
  b: levels,
  a: levels,
});
const trade = z.object({
  E: z.number(),
  t: z.number(),
  p: z.string(),
  q: z.string(),
  T: z.number(),
  m: z.boolean(),
  X: z.string().optional(),
});

const STREAM = /^\{"stream":"([a-z0-9_]+)@([A-Za-z0-9_@]+)","data":/;

export function parseRecorded(text: string): RecordedMessage {
  const match = STREAM.exec(text);
  try {
    if (match === null) {
      const { lastUpdateId, bids, asks } = snapshot.parse(JSON.parse(text));
      return { kind: "snapshot", lastUpdateId, bids, asks };
    }
    const [head, name = "", stream = ""] = match;
    const data = text.slice(head.length, -1);
    const symbol = name.toUpperCase();
    if (/^depth(@|$)/.test(stream)) {
      const { E, U, u, pu, b, a } = depth.parse(JSON.parse(data));
      const previous = pu ?? null;
      return { kind: "depth", symbol, eventMillis: E, first: U, last: u, previous, bids: b, asks: a, data };
    }
    if (stream === "trade") {
      const { E, t, p, q, T, m, X } = trade.parse(JSON.parse(data));
      const what = { id: t, price: p, size: q, atMillis: T, isBuyerMaker: m, tradeKind: X ?? null };
      return { kind: "trade", symbol, eventMillis: E, ...what, data };
    }
    return { kind: "other", symbol, stream, data };
  } catch {
    return { kind: "unreadable" };
  }
}
