import { z } from "zod";

/** What a line of a recording says, as far as the player needs to know. */
export type RecordedMessage =
  | Readonly<{ kind: "snapshot"; lastUpdateId: number; bids: WireLevels; asks: WireLevels }>
  | Readonly<{
      kind: "depth";
      symbol: string;
      first: number;
      last: number;
      bids: WireLevels;
      asks: WireLevels;
      data: string;
      isFutures: boolean;
    }>
  | Readonly<{
      kind: "trade";
      symbol: string;
      id: number;
      price: string;
      size: string;
      atMillis: number;
      isBuyerMaker: boolean;
      data: string;
    }>
  | Readonly<{ kind: "other"; symbol: string; stream: string; data: string }>
  | Readonly<{ kind: "unreadable" }>;

export type WireLevels = readonly (readonly [string, string])[];

const levels = z.array(z.tuple([z.string(), z.string()])) as unknown as z.ZodType<WireLevels>;
const snapshot = z.object({ lastUpdateId: z.number(), bids: levels, asks: levels });
const depth = z.object({
  s: z.string(),
  U: z.number(),
  u: z.number(),
  pu: z.number().optional(),
  b: levels,
  a: levels,
});
const trade = z.object({ s: z.string(), t: z.number(), p: z.string(), q: z.string(), T: z.number(), m: z.boolean() });

const STREAM = /^\{"stream":"([a-z0-9]+)@([A-Za-z0-9_@]+)","data":/;

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
    if (stream.startsWith("depth")) {
      const { U, u, pu, b, a } = depth.parse(JSON.parse(data));
      return { kind: "depth", symbol, first: U, last: u, bids: b, asks: a, data, isFutures: pu !== undefined };
    }
    if (stream === "trade") {
      const { t, p, q, T, m } = trade.parse(JSON.parse(data));
      return { kind: "trade", symbol, id: t, price: p, size: q, atMillis: T, isBuyerMaker: m, data };
    }
    return { kind: "other", symbol, stream, data };
  } catch {
    return { kind: "unreadable" };
  }
}
