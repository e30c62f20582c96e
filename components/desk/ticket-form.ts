/** What stands in the ticket, and the order that it describes. */
import { type Atoms, parseAtoms } from "@/server/domain/atoms";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { lots } from "@/server/domain/lots";
import type { OrderDraft, OrderType, Side, TimeInForce } from "@/server/domain/order";
import { ticks } from "@/server/domain/ticks";
import type { MarketView } from "@/server/domain/views";
import { parsePrice, parseSize } from "./units";

export type SizeUnit = "base" | "quote" | "percent";

export type TicketForm = {
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  readonly priceText: string;
  readonly sizeText: string;
  readonly sizeUnit: SizeUnit;
};

export const EMPTY_TICKET: TicketForm = {
  side: "buy",
  type: "limit",
  timeInForce: "GTC",
  postOnly: true,
  priceText: "",
  sizeText: "",
  sizeUnit: "base",
};

/** What a size in quote units or in per cent is reckoned against. */
export type SizeContext = {
  readonly spec: InstrumentSpec;
  readonly book: Pick<MarketView, "bids" | "asks">;
  readonly equityAtoms: Atoms | null;
};

export type DraftResult =
  | { readonly draft: OrderDraft }
  | { readonly problem: string; readonly field: "price" | "size" };

/** The order that the form describes, or what is wrong with it and where. */
export function toDraft(form: TicketForm, context: SizeContext): DraftResult {
  const { spec } = context;
  const price = form.type === "limit" ? parsePrice(spec, form.priceText) : null;
  if (price !== null && "problem" in price) return { problem: price.problem, field: "price" };
  const limitTicks = price === null ? null : ticks(price.steps);
  const size = toLots(form, context, limitTicks);
  if ("problem" in size) return { problem: size.problem, field: "size" };
  const isResting = form.type === "limit" && form.timeInForce === "GTC";
  return {
    draft: {
      instrumentId: spec.id,
      side: form.side,
      type: form.type,
      timeInForce: form.type === "market" && form.timeInForce === "GTC" ? "IOC" : form.timeInForce,
      postOnly: isResting && form.postOnly,
      limitTicks,
      sizeLots: lots(size.steps),
    },
  };
}

type Lots = { readonly steps: number } | { readonly problem: string };

/** Sizes in quote units and per cent are rounded down to the lot, so that they never cost more than was said. */
function toLots(form: TicketForm, context: SizeContext, limitTicks: number | null): Lots {
  if (form.sizeUnit === "base") return parseSize(context.spec, form.sizeText);
  const quote = toQuoteAtoms(form, context.equityAtoms);
  if (typeof quote === "string") return { problem: quote };
  const levels = form.side === "buy" ? context.book.asks : context.book.bids;
  const priceTicks = limitTicks ?? levels[0]?.[0];
  if (priceTicks === undefined)
    return { problem: "There is no book to reckon the size from; give it in the base unit" };
  const steps = Number(quote / (BigInt(priceTicks) * context.spec.atomsPerTickLot));
  return steps < 1
    ? { problem: `That is less than one lot (${context.spec.lotSize} ${context.spec.base})` }
    : { steps };
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
