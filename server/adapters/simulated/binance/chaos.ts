/** Misbehaviour on demand: what goes out is dropped, doubled, delayed, re-ordered or broken, by a seeded draw. */
import { z } from "zod";
import type { MarketClock } from "@/server/adapters/simulated/clock";
import { Rng } from "@/server/adapters/simulated/random/rng";

const share = z.number().min(0).max(1).default(0);

export const chaosOrder = z.object({
  /** Shares of messages, 0 to 1. */
  drop: share,
  duplicate: share,
  /** Held back until the next message of any stream has gone. */
  reorder: share,
  malformed: share,
  /** Every message comes so much later. */
  delayMs: z.number().int().min(0).max(60_000).default(0),
  /** `true` cuts all connections once, now; a share cuts the connection of so many messages. */
  disconnect: z.union([z.boolean(), share]).default(false),
  seed: z.number().int().min(0).default(1),
  /** Ends by itself; at most an hour. */
  forMs: z.number().int().min(0).max(3_600_000).default(10_000),
  /** Ends after so many messages were touched: 1 makes a single mishap. */
  count: z.number().int().min(1).max(1_000_000).optional(),
  /** Only streams whose name contains this. */
  streams: z.string().max(60).default(""),
});

export type ChaosOrder = z.infer<typeof chaosOrder>;

/** Where a message goes, and how its connection is cut. */
export type Recipient = Readonly<{ send: (text: string) => void; cut: () => void }>;

/** A message broken off in the middle is no JSON any more. */
const BROKEN_SHARE = 0.6;

export class Chaos {
  readonly #clock: MarketClock;
  #order: ChaosOrder | null = null;
  #rng = new Rng(1);
  #held: (() => void)[] = [];
  #endCancel = () => {};
  /** Messages touched since the last order. */
  touched = 0;

  constructor(clock: MarketClock) {
    this.#clock = clock;
  }

  get order(): ChaosOrder | null {
    return this.#order;
  }

  begin(order: ChaosOrder): void {
    this.#order = order;
    this.#rng = new Rng(order.seed, [7]);
    this.touched = 0;
    this.#endCancel();
    this.#endCancel = this.#clock.after(order.forMs * 1_000, () => this.end());
  }

  /** Back to order; what was held back goes out. */
  end(): void {
    this.#order = null;
    this.#endCancel();
    this.#release();
  }

  pass(stream: string, text: string, to: Recipient): void {
    const order = this.#order;
    if (order === null || !stream.includes(order.streams)) {
      to.send(text);
      return this.#release();
    }
    const rng = this.#rng;
    const isCut = typeof order.disconnect === "number" && rng.chance(order.disconnect);
    const isDropped = rng.chance(order.drop);
    const isBroken = rng.chance(order.malformed);
    const copies = rng.chance(order.duplicate) ? 2 : 1;
    const isHeld = rng.chance(order.reorder);
    if (isCut || isDropped || isBroken || copies > 1 || isHeld || order.delayMs > 0) this.touched += 1;
    if (isCut) to.cut();
    else if (!isDropped) {
      const body = isBroken ? text.slice(0, Math.floor(text.length * BROKEN_SHARE)) : text;
      this.#deliver({ isHeld, delayMs: order.delayMs }, () => {
        for (let i = 0; i < copies; i++) to.send(body);
      });
    }
    if (order.count !== undefined && this.touched >= order.count) this.#order = null;
  }

  #deliver(how: Readonly<{ isHeld: boolean; delayMs: number }>, deliver: () => void): void {
    if (how.isHeld) return void this.#held.push(deliver);
    if (how.delayMs > 0) this.#clock.after(how.delayMs * 1_000, deliver);
    else deliver();
    this.#release();
  }

  #release(): void {
    if (this.#held.length === 0) return;
    const held = this.#held;
    this.#held = [];
    for (const deliver of held) deliver();
  }
}
