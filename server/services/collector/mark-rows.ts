/**
 * A perpetual's marks and funding as rows: every mark, and the funding when its rate or its time has
 * changed. The last of both is kept for a desk that joins later.
 */
import { FLAG, KIND, type MarketBlockBuilder, type MarketRow } from "@/server/domain/market-block";
import type { Micros } from "@/server/domain/micros";
import type { MarkView } from "@/server/domain/views";
import type { VenueMark } from "@/server/ports/venue-mapper";

export class MarkRows {
  readonly #instrument: number;
  #mark: MarketRow | null = null;
  #funding: MarketRow | null = null;

  constructor(instrument: number) {
    this.#instrument = instrument;
  }

  /** @param flags of the message's stamp */
  accept(mark: VenueMark, arrival: Readonly<{ receivedAt: Micros; flags: number }>, builder: MarketBlockBuilder): void {
    const { exchangeAt, priceTicks, millionths, funding } = mark;
    const stamp = { exchangeAt, receivedAt: arrival.receivedAt, flags: arrival.flags | FLAG.end };
    const row = { ...stamp, instrument: this.#instrument, side: 0 };
    this.#mark = { ...row, kind: KIND.mark, seq: 0, priceTicks, sizeLots: millionths };
    builder.push(this.#mark);
    if (funding === null) return;
    const { rateE8, at } = funding;
    if (this.#funding?.priceTicks === rateE8 && this.#funding.seq === at) return;
    this.#funding = { ...row, kind: KIND.funding, seq: at, priceTicks: rateE8, sizeLots: 0 };
    builder.push(this.#funding);
  }

  /** For people; null before the first mark. */
  view(): MarkView | null {
    if (this.#mark === null) return null;
    const { priceTicks, sizeLots: millionths } = this.#mark;
    const [fundingRateE8, fundingAt] = [this.#funding?.priceTicks ?? null, this.#funding?.seq ?? null];
    return { priceTicks, millionths, fundingRateE8, fundingAt };
  }

  /** What is known now, for a reader who joins. */
  write(builder: MarketBlockBuilder, receivedAt: Micros): void {
    if (this.#mark !== null) builder.push({ ...this.#mark, receivedAt });
    if (this.#funding !== null) builder.push({ ...this.#funding, receivedAt });
  }
}
