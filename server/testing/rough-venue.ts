/** A venue that loses, limits and is away, for property tests. */
import { atoms, parseAtoms } from "@/server/domain/atoms";
import type { ExecutionSettings } from "@/server/domain/desk-settings";
import { FLAG, KIND, type MarketBlock, MarketBlockBuilder } from "@/server/domain/market-block";
import { micros } from "@/server/domain/micros";
import { Rng } from "@/server/domain/rng";
import { atMillis } from "./market-builder";
import { rowAt } from "./random-orders";

/** Of its two fee tiers; the second is a rebate for makers. */
export const ROUGH_FEES_PPM = { maker: [1_000, -100], taker: [2_000, 500] } as const;

/** Within the first seconds of a market: two outages, a table with a lost row, a limit, timeouts that spikes exceed. */
export function roughVenue(seed: number): Partial<ExecutionSettings> {
  const row = (millis: number, entry: number, response: number) => ({
    requestAt: atMillis(millis),
    exchangeAt: entry === 0 ? micros(0) : atMillis(millis + entry),
    responseAt: atMillis(millis + entry + response),
  });
  const { maker: makers, taker: takers } = ROUGH_FEES_PPM;
  return {
    outages: [
      { from: atMillis(400), to: atMillis(900) },
      { from: atMillis(2_000), to: atMillis(2_300 + (seed % 3_000)) },
    ],
    latencyTable: seed % 3 === 0 ? [row(100, 5, 7), row(1_500, 40, 3), row(1_600, 0, 30), row(1_700, 12, 60)] : null,
    venueOrdersPer10s: 10 + (seed % 90),
    requestTimeoutMicros: 150_000,
    cancelRetriesMax: seed % 3,
    fees: {
      tiers: [
        { fromVolumeAtoms: atoms(0n), makerFeePpm: makers[0], takerFeePpm: takers[0] },
        { fromVolumeAtoms: parseAtoms("500"), makerFeePpm: makers[1], takerFeePpm: takers[1] },
      ],
      tier: null,
    },
    // Up to a few ticks for the sizes that desks trade in tests.
    impact: {
      yPpm: 700_000,
      halfLifeMicros: 1_000_000,
      instruments: [{ instrumentId: "test:ABC/USDT", sigmaDailyPpm: 50_000, volumeDailyLots: 100_000 }],
    },
  };
}

/** The market with an outage that it tells of itself, somewhere in its middle; now and then its end is never told. */
export function withOutage(block: MarketBlock, seed: number): MarketBlock {
  const rng = Rng.derive(seed, "told-outage");
  const begins = Math.floor(rng.next() * block.length);
  const ends = begins + Math.floor(rng.next() * block.length * 0.4);
  const rows = new MarketBlockBuilder(block.length + 2);
  for (let i = 0; i < block.length; i++) {
    const row = rowAt(block, i);
    rows.push(row);
    if (i === begins) rows.push({ ...row, kind: KIND.outage, side: 0, flags: FLAG.end });
    if (i === ends) rows.push({ ...row, kind: KIND.outage, side: 1, flags: FLAG.end });
  }
  return rows.take();
}
