/** Lines of a Bitstamp order-by-order recording: `<local ms> <event> <json>`. */
import { z } from "zod";
import { parseSteps } from "@/server/domain/steps";

/** Bitstamp's BTC/USD: cents, and amounts of eight decimals. */
const TICK = "0.01";
const RAW = "0.00000001";

export type OrderLine = Readonly<{
  kind: "created" | "changed" | "deleted";
  millis: number;
  id: number;
  side: number;
  ticks: number;
  /** What is left of it, 10⁻⁸ units; of a deleted one what was taken back, 0 when it was filled. */
  raw: number;
}>;
export type TradeLine = Readonly<{ kind: "trade"; millis: number; id: number; ticks: number; raw: number }>;
export type Levels = readonly (readonly [ticks: number, raw: number])[];
/** The venue's own picture of the best levels. */
export type BookLine = Readonly<{ kind: "book"; millis: number; bids: Levels; asks: Levels }>;
export type BitstampLine = OrderLine | TradeLine | BookLine;

const order = z.object({ id: z.number(), order_type: z.literal([0, 1]), price: z.string(), amount: z.string() });
const trade = z.object({ id: z.number(), price: z.number(), amount: z.number() });
const side = z.array(z.tuple([z.string(), z.string()]));
const book = z.object({ bids: side, asks: side });

const KINDS = { order_created: "created", order_changed: "changed", order_deleted: "deleted" } as const;

/** @returns null for an event that tells nothing of orders. @throws on what is no such line */
export function parseBitstampLine(line: string): BitstampLine | null {
  const [, stamp, event, json] = /^(\d{13}) (\w+) (\{.*\})$/.exec(line) ?? [];
  if (stamp === undefined || event === undefined || json === undefined) {
    throw new RangeError(`a line must be \`<ms> <event> <json>\`, was ${JSON.stringify(line.slice(0, 60))}`);
  }
  const millis = Number(stamp);
  const body: unknown = JSON.parse(json);
  if (event === "trade") {
    const { id, price, amount } = trade.parse(body);
    // Floats of exact decimals: rounding to the decimals that the venue has brings them back.
    return { kind: "trade", millis, id, ticks: Math.round(price * 100), raw: parseSteps(amount.toFixed(8), RAW) };
  }
  if (event === "order_book") {
    const { bids, asks } = book.parse(body);
    return { kind: "book", millis, bids: levels(bids), asks: levels(asks) };
  }
  if (!(event in KINDS)) return null;
  const { id, order_type, price, amount } = order.parse(body);
  const kind = KINDS[event as keyof typeof KINDS];
  return { kind, millis, id, side: order_type, ticks: parseSteps(price, TICK), raw: parseSteps(amount, RAW) };
}

const levels = (rows: readonly (readonly [string, string])[]): Levels =>
  rows.map(([price, amount]) => [parseSteps(price, TICK), parseSteps(amount, RAW)]);
