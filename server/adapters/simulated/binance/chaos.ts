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
  /** Cuts all connections once, now. */
  disconnect: z.boolean().default(false),
  seed: z.number().int().min(0).default(1),
  /** Ends by itself; at most an hour. */
  forMs: z.number().int().min(0).max(3_600_000).default(10_000),
  /** Only streams whose name contains this. */
  streams: z.string().max(60).default(""),
});

export type ChaosOrder = z.infer<typeof chaosOrder>;
type Send = (text: string) => void;

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

  end(): void {
    this.#order = null;
    this.#release();
  }

  pass(stream: string, text: string, send: Send): void {
    const order = this.#order;
    if (order === null || !stream.includes(order.streams)) return send(text);
    const rng = this.#rng;
    if (rng.chance(order.drop)) return this.#touch();
    const broken = rng.chance(order.malformed);
    const body = broken ? text.slice(0, Math.floor(text.length * 0.6)) : text;
    const copies = rng.chance(order.duplicate) ? 2 : 1;
    const isHeld = rng.chance(order.reorder);
    if (broken || copies > 1 || isHeld || order.delayMs > 0) this.#touch();
    const deliver = () => {
      for (let i = 0; i < copies; i++) send(body);
    };
    if (isHeld) return void this.#held.push(deliver);
    if (order.delayMs > 0) this.#clock.after(order.delayMs * 1_000, deliver);
    else deliver();
    this.#release();
  }

  #release(): void {
    const held = this.#held;
    this.#held = [];
    for (const deliver of held) deliver();
  }

  #touch(): void {
    this.touched += 1;
  }
}
