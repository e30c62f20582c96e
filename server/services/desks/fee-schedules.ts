import { parseAtoms } from "@/server/domain/atoms";
import type { ExecutionSettings, FeeTier } from "@/server/domain/desk-settings";
import type { InstrumentSpec } from "@/server/domain/instrument";

type Row = readonly [makerFeePpm: number, takerFeePpm: number];

/**
 * What the venues charge whoever begins there, by product (DOMAIN.md 4). Higher tiers are not listed, for
 * venues change them more often than anyone reads them: who has one enters it.
 */
const BASE_TIERS: Readonly<Record<string, Readonly<Partial<Record<"spot" | "linear" | "inverse", Row>>>>> = {
  binance: { spot: [1_000, 1_000], linear: [200, 500] },
  coinbase: { spot: [6_000, 12_000] },
  kraken: { spot: [2_500, 4_000] },
  kucoin: { spot: [1_000, 1_000] },
  delta: { linear: [200, 500], inverse: [200, 500] },
};

/** Markets that speak Binance's protocol and charge as it does. */
const LIKE_BINANCE = new Set(["simulated", "recorded"]);

/**
 * The venue's fee table for a desk of these instruments. Null where the venue is not listed, or where an
 * instrument's own fees say otherwise: what the venue's market data state goes before any table.
 */
export function feeSchedule(venueId: string, instruments: readonly InstrumentSpec[]): ExecutionSettings["fees"] {
  const name = venueId.split("-")[0] ?? venueId;
  const products = BASE_TIERS[LIKE_BINANCE.has(name) ? "binance" : name];
  const [first] = instruments;
  const row = first && products?.[first.contract?.kind ?? "spot"];
  const isSo = ({ makerFeePpm, takerFeePpm }: InstrumentSpec) => makerFeePpm === row?.[0] && takerFeePpm === row?.[1];
  if (!row || !instruments.every(isSo)) return null;
  const base: FeeTier = { fromVolumeAtoms: parseAtoms("0"), makerFeePpm: row[0], takerFeePpm: row[1] };
  return { tiers: [base], tier: null };
}
