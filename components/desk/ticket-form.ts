/** What stands in the ticket, and the plain part of the order that it describes: price and size. */
import { type Atoms, parseAtoms } from "@/server/domain/atoms";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { isConditional, type OrderType, type Side, type TimeInForce, type TriggerSource } from "@/server/domain/order";
import type { ParentKind } from "@/server/domain/parent-order";
import type { SizingMethod } from "@/server/domain/sizing";
import type { SizingResult } from "@/server/domain/sizing/size-position";
import type { SeenMarket } from "./order-cost";
import { parseSize } from "./units";

export type SizeUnit = "base" | "quote" | "percent";

/** Who says how large: the person, or a method of the risk settings. */
export type SizeBy = "manual" | SizingMethod;

export type TicketForm = {
  readonly side: Side;
  readonly type: OrderType;
  /** A limit target and a stop, of which one cancels the other; `type` is "limit" then. */
  readonly isOco: boolean;
  /** The order is worked by an algorithm. */
  readonly algo: ParentKind | null;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  readonly slides: boolean;
  readonly reduceOnly: boolean;
  readonly priceText: string;
  readonly sizeText: string;
  readonly sizeUnit: SizeUnit;
  readonly sizeBy: SizeBy;
  /** Of the signal that a person sees, 0 to 100. */
  readonly strengthPercent: number;
  /** What the method came to, as it stands in `sizeText`; null by hand, and while there is nothing to go by. */
  readonly sized: SizingResult | null;
  readonly triggerText: string;
  readonly triggerBy: TriggerSource;
  /** Per cent. */
  readonly trailText: string;
  readonly activationText: string;
  /** Iceberg: what is shown of it; empty for all. */
  readonly displayText: string;
  /** GTD: minutes from now. */
  readonly minutesText: string;
  readonly hasExits: boolean;
  readonly stopText: string;
  readonly targetText: string;
  /** Algorithms: minutes, slices, per cent of what trades. */
  readonly durationText: string;
  readonly slicesText: string;
  readonly participationText: string;
  readonly isPassiveFirst: boolean;
};

export const EMPTY_TICKET: TicketForm = {
  side: "buy",
  type: "limit",
  isOco: false,
  algo: null,
  timeInForce: "GTC",
  postOnly: true,
  slides: false,
  reduceOnly: false,
  priceText: "",
  sizeText: "",
  sizeUnit: "base",
  sizeBy: "manual",
  strengthPercent: 100,
  sized: null,
  triggerText: "",
  triggerBy: "last",
  trailText: "1",
  activationText: "",
  displayText: "",
  minutesText: "60",
  hasExits: false,
  stopText: "",
  targetText: "",
  durationText: "5",
  slicesText: "10",
  participationText: "10",
  isPassiveFirst: true,
};

/** A size that is typed or picked is nobody's but the person's. */
export const BY_HAND = { sizeBy: "manual", sized: null } as const satisfies Partial<TicketForm>;

export type TicketMode = "limit" | "market" | "stop" | "algo";

export function modeOf(form: TicketForm): TicketMode {
  if (form.algo !== null) return "algo";
  if (form.isOco || isConditional(form.type)) return "stop";
  return form.type === "market" ? "market" : "limit";
}

/** Fields that a mode starts with; the rest of what was typed stays. */
export const MODE_START: Readonly<Record<TicketMode, Partial<TicketForm>>> = {
  limit: { type: "limit", isOco: false, algo: null },
  market: { type: "market", isOco: false, algo: null },
  stop: { type: "stop", isOco: false, algo: null },
  algo: { type: "limit", isOco: false, algo: "twap" },
};

/** What a size in quote units or in per cent is reckoned against. */
export type SizeContext = {
  readonly spec: InstrumentSpec;
  readonly book: SeenMarket;
  readonly equityAtoms: Atoms | null;
  /** Market time, µs; null while the desk's is not known. */
  readonly nowMicros: number | null;
};

/** Names of the fields that can be wrong. */
export type TicketField =
  | "price"
  | "size"
  | "trigger"
  | "trail"
  | "activation"
  | "display"
  | "minutes"
  | "stop"
  | "target"
  | "duration"
  | "slices"
  | "participation";

export type Problem = { readonly problem: string; readonly field: TicketField };
export const isProblem = (value: object): value is Problem => "problem" in value;

type Lots = { readonly steps: number } | { readonly problem: string };

/** Sizes in quote units and per cent are rounded down to the lot, so that they never cost more than was said. */
export function toLots(form: TicketForm, context: SizeContext, limitTicks: number | null): Lots {
  const refusal = form.sizeBy === "manual" ? null : (form.sized?.refusal ?? null);
  if (refusal !== null) return { problem: `No size: ${refusal}` };
  if (form.sizeUnit === "base") return parseSize(context.spec, form.sizeText);
  const quote = toQuoteAtoms(form, context.equityAtoms);
  if (typeof quote === "string") return { problem: quote };
  const levels = form.side === "buy" ? context.book.asks : context.book.bids;
  const priceTicks = limitTicks ?? levels[0]?.[0];
  if (priceTicks === undefined)
    return { problem: "There is no book to reckon the size from; give it in the base unit" };
  const steps = lotsFor(context.spec, quote, priceTicks);
  return steps < 1
    ? { problem: `That is less than one lot (${context.spec.lotSize} ${context.spec.base})` }
    : { steps };
}

/** Lots that an amount of the settlement currency stands for at a price. */
function lotsFor({ contract, atomsPerTickLot }: InstrumentSpec, amount: bigint, priceTicks: number): number {
  if (contract?.kind === "inverse") return Number((amount * BigInt(priceTicks)) / contract.inverseAtoms);
  return Number(amount / (BigInt(priceTicks) * atomsPerTickLot));
}

function toQuoteAtoms(form: TicketForm, equityAtoms: Atoms | null): bigint | string {
  const plain = form.sizeText.replaceAll(/[,\s\u202f]/g, "");
  if (plain === "") return "Enter a size";
  if (!/^\d{1,15}(\.\d{1,8})?$/.test(plain)) return `${form.sizeText} is no size`;
  const amount = parseAtoms(plain);
  if (amount === 0n) return "The size must be above zero";
  if (form.sizeUnit === "quote") return amount;
  if (equityAtoms === null) return "The equity is not known yet; give the size in the base unit";
  return (equityAtoms * amount) / 10_000_000_000n;
}
