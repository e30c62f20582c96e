import { z } from "zod";

/**
 * Looks at one instrument's streams as any client does, and writes down what the statistics need. It does not
 * know whether the messages were recorded or simulated.
 */
export type Touch = Readonly<{ seconds: number; bid: number; bidSize: number; ask: number; askSize: number }>;
export type Print = Readonly<{ millis: number; price: number; size: number; isBuyerMaker: boolean }>;
/** Size and number of levels within a distance of the mid, mean of both sides. */
export type Profile = Readonly<Record<string, Readonly<{ size: number; levels: number }>>>;

export type Observation = Readonly<{
  touches: readonly Touch[];
  prints: readonly Print[];
  levelsPerMessage: readonly number[];
  profiles: readonly Profile[];
}>;

export const PROFILE_BPS: readonly number[] = [1, 5, 10, 50];
/** A profile is taken each so many depth messages: every five seconds. */
const PROFILE_EVERY = 50;

const level = z.tuple([z.coerce.number(), z.coerce.number()]);
const depth = z.object({ u: z.number(), b: z.array(level), a: z.array(level) });
const snapshot = z.object({ lastUpdateId: z.number(), bids: z.array(level), asks: z.array(level) });
const trade = z.object({ T: z.number(), p: z.coerce.number(), q: z.coerce.number(), m: z.boolean() });
const ticker = z.object({
  b: z.coerce.number(),
  B: z.coerce.number(),
  a: z.coerce.number(),
  A: z.coerce.number(),
});

type Levels = readonly (readonly [number, number])[];

export class Observer implements Observation {
  readonly touches: Touch[] = [];
  readonly prints: Print[] = [];
  readonly levelsPerMessage: number[] = [];
  readonly profiles: Profile[] = [];
  readonly #bids = new Map<number, number>();
  readonly #asks = new Map<number, number>();
  #knownId: number | null = null;

  /** A book to begin with; without one there are no profiles. */
  begin(text: string): void {
    const { lastUpdateId, bids, asks } = snapshot.parse(JSON.parse(text));
    this.#bids.clear();
    this.#asks.clear();
    write(this.#bids, bids);
    write(this.#asks, asks);
    this.#knownId = lastUpdateId;
  }

  /** @param stream name without the symbol, e.g. "trade" */
  see(stream: string, data: string, seconds: number): void {
    if (stream === "bookTicker") {
      const { b, B, a, A } = ticker.parse(JSON.parse(data));
      this.touches.push({ seconds, bid: b, bidSize: B, ask: a, askSize: A });
    } else if (stream === "trade") {
      const { T, p, q, m } = trade.parse(JSON.parse(data));
      this.prints.push({ millis: T, price: p, size: q, isBuyerMaker: m });
    } else if (stream.startsWith("depth")) this.#update(data);
  }

  #update(data: string): void {
    const { u, b, a } = depth.parse(JSON.parse(data));
    this.levelsPerMessage.push(b.length + a.length);
    if (this.#knownId === null || u <= this.#knownId) return;
    write(this.#bids, b);
    write(this.#asks, a);
    if (this.levelsPerMessage.length % PROFILE_EVERY === 0) this.profiles.push(this.#profile());
  }

  #profile(): Profile {
    const mid = (Math.max(...this.#bids.keys()) + Math.min(...this.#asks.keys())) / 2;
    return Object.fromEntries(
      PROFILE_BPS.map((bps) => {
        const reach = (mid * bps) / 1e4;
        let [size, levels] = [0, 0];
        for (const [price, amount] of [...this.#bids, ...this.#asks]) {
          if (Math.abs(price - mid) > reach) continue;
          size += amount / 2;
          levels += 0.5;
        }
        return [String(bps), { size, levels }];
      }),
    );
  }
}

function write(side: Map<number, number>, levels: Levels): void {
  for (const [price, size] of levels) {
    if (size === 0) side.delete(price);
    else side.set(price, size);
  }
}
