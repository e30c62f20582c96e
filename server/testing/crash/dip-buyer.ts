/** A strategy for a day with a crash: it buys what has fallen and holds it, which the risk rules have to end. */
import { notionalAtoms } from "@/server/domain/instrument";
import { lots } from "@/server/domain/lots";
import { MICROS_PER_MINUTE } from "@/server/domain/micros";
import type { Strategy, StrategyContext } from "@/server/engine/strategy/strategy";

/** Highest bid of the last hour, by the minute. */
const MINUTES = 60;
/** It buys this far below it, a tenth of the equity, as sure as it must be for the defaults. */
const FALL = 0.01;
const SHARE = 0.1;
const CONFIDENCE_PPM = 700_000;

export class DipBuyer implements Strategy {
  readonly name = "dip-buyer";
  #bids: number[][];
  #minute = 0;

  constructor(instruments: number) {
    this.#bids = Array.from({ length: instruments }, () => []);
  }

  onMarket(): void {}

  onTimer(ctx: StrategyContext): void {
    const minute = Math.floor(ctx.now() / MICROS_PER_MINUTE);
    if (minute === this.#minute) return;
    this.#minute = minute;
    for (const [instrument, bids] of this.#bids.entries()) {
      const bid = ctx.book(instrument).bestBid();
      if (Number.isNaN(bid)) continue;
      bids.push(bid);
      if (bids.length > MINUTES) bids.shift();
      if (bid < Math.max(...bids) * (1 - FALL)) this.#buy(ctx, instrument);
    }
  }

  onOrder(): void {}
  onFill(): void {}
  onGap(): void {}

  summary(): string {
    return "waits for a dip";
  }

  save(): unknown {
    return { bids: this.#bids, minute: this.#minute };
  }

  restore(state: unknown): void {
    const { bids, minute } = state as { bids: number[][]; minute: number };
    this.#bids = bids;
    this.#minute = minute;
  }

  /** Without asking whether it may: the desk is there to say no. */
  #buy(ctx: StrategyContext, instrument: number): void {
    const spec = ctx.instruments[instrument];
    const ask = ctx.book(instrument).bestAsk();
    if (!spec || Number.isNaN(ask) || ctx.working(instrument).length > 0) return;
    const size = Math.floor((Number(ctx.equityAtoms()) * SHARE) / Number(notionalAtoms(spec, ask, 1)));
    const order = { instrumentId: spec.id, side: "buy", type: "market", timeInForce: "GTC" } as const;
    const terms = { confidencePpm: CONFIDENCE_PPM };
    ctx.submit({ ...order, postOnly: false, limitTicks: null, sizeLots: lots(size), terms }, "buys the dip");
  }
}
