/**
 * A perpetual's terms beyond its steps: face value, settlement, margin tiers, liquidation fee, funding interval.
 *
 * Venues list the first two. Binance gives margin tiers (`leverageBracket`) to holders of a key only, and Tapedeck
 * has none: the tables below are defaults, and a desk keeps those that it was made with.
 */
import { parseAtoms } from "./atoms";
import { AppError } from "./errors";
import type { ContractSpec, MarginTier } from "./instrument";

export type ContractTerms = Readonly<{
  kind: ContractSpec["kind"];
  base: string;
  settle: string;
  tickSize: string;
  lotSize: string;
  /** Value of one contract in the quote currency; only an inverse one counts in contracts. */
  faceValue: string;
  /** Share of the notional, as the venue lists it, e.g. "0.012500"; null where it does not. */
  liquidationFee: string | null;
}>;

type TierRow = readonly [upTo: string | null, maintenancePpm: number, maxLeverage: number];

/**
 * BTCUSDT's tiers by notional in USDT, as Binance Futures published them in 2023 ("Leverage and Margin of USD-M
 * Futures Contracts"); later ones are wider. Its "maintenance amounts" (50, 1300, 46300, … USDT) are what makes
 * each rate hold for the part within its tier, which is how we reckon.
 */
const LINEAR_BTC: readonly TierRow[] = [
  ["50000", 4_000, 125],
  ["250000", 5_000, 100],
  ["3000000", 10_000, 50],
  ["15000000", 25_000, 20],
  ["30000000", 50_000, 10],
  ["80000000", 100_000, 5],
  ["100000000", 125_000, 4],
  ["200000000", 150_000, 3],
  ["300000000", 250_000, 2],
  [null, 500_000, 1],
];

/** ETHUSDT's of the same time, taken for every other linear perpetual: smaller ones are held more tightly. */
const LINEAR_OTHER: readonly TierRow[] = [
  ["10000", 5_000, 100],
  ["100000", 6_500, 75],
  ["500000", 10_000, 50],
  ["1500000", 20_000, 25],
  ["4000000", 50_000, 10],
  ["10000000", 100_000, 5],
  ["20000000", 125_000, 4],
  ["40000000", 250_000, 2],
  [null, 500_000, 1],
];

/** BTCUSD_PERP's by notional in BTC, as published for COIN-M. */
const INVERSE_BTC: readonly TierRow[] = [
  ["5", 4_000, 125],
  ["10", 5_000, 100],
  ["20", 10_000, 50],
  ["50", 25_000, 20],
  ["100", 50_000, 10],
  ["200", 100_000, 5],
  ["400", 125_000, 4],
  ["1000", 150_000, 3],
  ["1500", 250_000, 2],
  [null, 500_000, 1],
];

/** Of other coins we assume the least leverage that all of them are sold with. */
const INVERSE_OTHER: readonly TierRow[] = [[null, 50_000, 10]];

/** 1.25 %, where the listing does not say. */
const LIQUIDATION_FEE_PPM = 12_500;
/** 00:00, 08:00 and 16:00 UTC. The stream says each next time, which is what counts. */
const FUNDING_MICROS = 8 * 3_600_000_000;
const MILLION = 1_000_000;

/** @throws AppError invalid when the terms are no decimals, or a contract's value is no whole number of atoms */
export function perpetualContract({ kind, base, settle, ...terms }: ContractTerms): ContractSpec {
  return {
    kind,
    settle,
    inverseAtoms: kind === "inverse" ? inverseAtomsOf(terms) : 0n,
    tiers: tiersOf(kind, base),
    liquidationFeePpm:
      terms.liquidationFee === null ? LIQUIDATION_FEE_PPM : Math.round(Number(terms.liquidationFee) * MILLION),
    fundingIntervalMicros: FUNDING_MICROS,
  };
}

/** A contract of 100 USD at a tick of 0.1: n lots at p ticks are n × 100 / (p × 0.1) BTC, so n × 10^11 / p atoms. */
function inverseAtomsOf({ faceValue, lotSize, tickSize }: Pick<ContractTerms, "faceValue" | "lotSize" | "tickSize">) {
  // Atoms keep eight decimals, which is all that a listing has.
  const scaled = parseAtoms(faceValue) * parseAtoms(lotSize);
  const tick = parseAtoms(tickSize);
  if (tick <= 0n || scaled <= 0n || scaled % tick !== 0n) {
    throw new AppError("invalid", `a contract of ${faceValue} at a tick of ${tickSize} has no whole value`);
  }
  return scaled / tick;
}

function tiersOf(kind: ContractSpec["kind"], base: string): readonly MarginTier[] {
  const isBitcoin = base === "BTC";
  const linear = isBitcoin ? LINEAR_BTC : LINEAR_OTHER;
  const inverse = isBitcoin ? INVERSE_BTC : INVERSE_OTHER;
  return (kind === "linear" ? linear : inverse).map(([upTo, maintenancePpm, maxLeverage]) => ({
    upToAtoms: upTo === null ? null : parseAtoms(upTo),
    maintenancePpm,
    maxLeverage,
  }));
}
