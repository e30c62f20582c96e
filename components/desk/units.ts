/**
 * Ticks, lots and atoms of one instrument as people read them, and back.
 *
 * The ladder formats hundreds of numbers a second, so the instrument's decimals are worked out once.
 */
import { scaled, toCompact } from "@/components/ui/number-format";
import { displaySymbol } from "@/server/domain/display-symbol";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { decimalsOf, parseSteps } from "@/server/domain/steps";

export type Units = {
  readonly spec: InstrumentSpec;
  /** `64,212.35` */
  readonly price: (ticks: number) => string;
  /** `0.05120`: as many decimals as the lot has. */
  readonly size: (lots: number) => string;
  /** A size in at most three figures, for narrow places: `1.06`, `0.03`, `12.3 k`. */
  readonly brief: (lots: number) => string;
  /** Price as a floating-point number, for charts only. */
  readonly priceNumber: (ticks: number) => number;
  readonly sizeNumber: (lots: number) => number;
  /** Half ticks (best bid + best ask) as a price with one decimal more than the tick. */
  readonly halfPrice: (halfTicks: number) => string;
  /** Tenths of a tick, for averages. */
  readonly finePrice: (tenthTicks: bigint) => string;
  readonly priceDecimals: number;
};

const cache = new WeakMap<InstrumentSpec, Units>();

/** The formatter of an instrument; the same object for the same spec. */
export function unitsOf(spec: InstrumentSpec): Units {
  const known = cache.get(spec);
  if (known !== undefined) return known;
  const made = makeUnits(spec);
  cache.set(spec, made);
  return made;
}

function makeUnits(spec: InstrumentSpec): Units {
  const tick = stepOf(spec.tickSize);
  const lot = stepOf(spec.lotSize);
  return {
    spec,
    price: (ticks) => scaled(BigInt(ticks) * tick.mantissa, tick.decimals),
    size: (lots) => scaled(BigInt(lots) * lot.mantissa, lot.decimals),
    brief: (lots) => toCompact((lots * Number(lot.mantissa)) / 10 ** lot.decimals),
    priceNumber: (ticks) => (ticks * Number(tick.mantissa)) / 10 ** tick.decimals,
    sizeNumber: (lots) => (lots * Number(lot.mantissa)) / 10 ** lot.decimals,
    halfPrice: (halfTicks) => scaled(BigInt(halfTicks) * tick.mantissa * 5n, tick.decimals + 1),
    finePrice: (tenthTicks) => scaled(tenthTicks * tick.mantissa, tick.decimals + 1),
    priceDecimals: tick.decimals,
  };
}

/** `"0.05"` is 5 at 2 decimals. */
function stepOf(step: string): { mantissa: bigint; decimals: number } {
  const decimals = decimalsOf(step);
  return { mantissa: BigInt(parseSteps(step, decimals === 0 ? "1" : `0.${"0".repeat(decimals - 1)}1`)), decimals };
}

export type Parsed = { readonly steps: number } | { readonly problem: string };

/** What a person typed as a price: commas and spaces are ignored. */
export function parsePrice(spec: InstrumentSpec, text: string): Parsed {
  const parsed = parse(text, spec.tickSize, "price");
  return "steps" in parsed && parsed.steps <= 0 ? { problem: "The price must be above zero" } : parsed;
}

/** What a person typed as a size in base units. */
export function parseSize(spec: InstrumentSpec, text: string): Parsed {
  const parsed = parse(text, spec.lotSize, "size");
  return "steps" in parsed && parsed.steps <= 0 ? { problem: "The size must be above zero" } : parsed;
}

function parse(text: string, step: string, what: string): Parsed {
  const plain = text.replaceAll(/[,\s\u202f]/g, "");
  if (plain === "") return { problem: `Enter a ${what}` };
  if (!/^\d*\.?\d*$/.test(plain) || plain === ".") return { problem: `${text} is no ${what}` };
  try {
    return { steps: parseSteps(plain.replace(/^\./, "0.").replace(/\.$/, ""), step) };
  } catch (error) {
    return {
      problem:
        error instanceof RangeError && error.message.includes("multiple")
          ? `The ${what} goes in steps of ${step}`
          : `${text} is no ${what}`,
    };
  }
}

/** Text for a field, without grouping, so that it can be edited: `64212.35`. */
export const priceField = (units: Units, ticks: number): string => units.price(ticks).replaceAll(",", "");
export const sizeField = (units: Units, lots: number): string => units.size(lots).replaceAll(",", "");

/** What sizes are counted in: the base currency, or contracts of an inverse perpetual. */
export const sizeUnitOf = ({ contract, base }: InstrumentSpec): string =>
  contract?.kind === "inverse" ? "contracts" : base;

/** An instrument's name for people; its id where the desk does not trade it any more. */
export const nameOf = (spec: InstrumentSpec | null | undefined, id: string): string =>
  spec == null ? id : displaySymbol(spec);
