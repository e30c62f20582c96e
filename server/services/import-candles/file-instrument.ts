/** What candles of a file are an instrument of: steps fine enough for what is written, and for an order of any size. */
import { type InstrumentSpec, instrument } from "@/server/domain/instrument";
import { decimalsOf } from "@/server/domain/steps";
import type { StoredBar } from "@/server/ports/bar-store";
import type { ParsedCandles } from "./parse-candles";

/** Atoms are 10^-8 of the quote currency: a tick times a lot must be whole atoms. */
const DECIMALS_TOGETHER = 8;
/** Digits of a price that matter; some files write averages with ten, which would leave none for volumes. */
const PRICE_DIGITS = 7;
const PRICE_DECIMALS_MIN = 2;
/** So many lots in the median bar, in powers of ten, that a twentieth of a bar can be parted. */
const LOTS_OF_A_BAR = 4;
/** A lot is worth a tenth of a quote unit at most, in powers of ten: no size of an order is too small for one. */
const LOT_WORTH = 1;
/** Candles alone: a fee of 0.1 % each way. */
const FEE_PPM = 1_000;

type Candles = Pick<ParsedCandles, "bars" | "priceDecimals" | "volumeDecimals">;
type Names = Readonly<{ venueId: string; base: string; quote: string }>;

/** @param known  the instrument as it is already kept, whose steps are not made coarser */
export function fileInstrument(names: Names, candles: Candles, known: InstrumentSpec | null): InstrumentSpec {
  const { venueId, base, quote } = names;
  const ticks = Math.max(tickDecimals(candles), known ? decimalsOf(known.tickSize) : 0);
  const lots = Math.max(lotDecimals(candles), known ? decimalsOf(known.lotSize) : 0);
  return instrument({
    venueId,
    symbol: `${base}/${quote}`,
    venueSymbol: `${base}${quote}`,
    base,
    quote,
    version: 1,
    tickSize: stepOf(ticks),
    lotSize: stepOf(Math.min(DECIMALS_TOGETHER - ticks, lots)),
    minNotional: "10",
    makerFeePpm: FEE_PPM,
    takerFeePpm: FEE_PPM,
  });
}

/** High and low stay around open and close: rounding keeps order. */
export function inSteps({ openAt, open, high, low, close, volume }: StoredBar, spec: InstrumentSpec): StoredBar {
  const [tick, lot] = [Number(spec.tickSize), Number(spec.lotSize)];
  const steps = (price: number) => Math.max(1, Math.round(price / tick));
  return {
    openAt,
    open: steps(open),
    high: steps(high),
    low: steps(low),
    close: steps(close),
    volume: Math.round(volume / lot),
  };
}

function tickDecimals({ bars, priceDecimals }: Candles): number {
  const lowest = bars.reduce((min, { low }) => Math.min(min, low), Number.POSITIVE_INFINITY);
  const whole = Math.floor(Math.log10(lowest)) + 1;
  return Math.min(DECIMALS_TOGETHER, priceDecimals, Math.max(PRICE_DECIMALS_MIN, PRICE_DIGITS - whole));
}

/** Of volumes as written, or more: what is written in whole coins is traded in parts of one all the same. */
function lotDecimals({ bars, volumeDecimals }: Candles): number {
  const volumes = Float64Array.from(bars, ({ volume }) => volume)
    .filter((volume) => volume > 0)
    .sort();
  const median = volumes[volumes.length >> 1] ?? 1;
  const price = bars.at(-1)?.close ?? 1;
  return Math.max(
    volumeDecimals,
    Math.ceil(LOTS_OF_A_BAR - Math.log10(median)),
    Math.ceil(LOT_WORTH + Math.log10(price)),
  );
}

const stepOf = (decimals: number): string => (decimals === 0 ? "1" : `0.${"0".repeat(decimals - 1)}1`);
