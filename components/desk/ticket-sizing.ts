/** The size that a method of the risk settings gives the ticket's order: the same arithmetic as the strategies'. */
import { hasLimit, isConditional } from "@/server/domain/order";
import type { RiskView } from "@/server/domain/risk/risk-view";
import { SIZING_METHODS, type SizingMethod } from "@/server/domain/sizing";
import { sizePosition } from "@/server/domain/sizing/size-position";
import { recordOf } from "@/server/domain/sizing/trade-record";
import type { DeskMarket } from "./market-context";
import type { SizeBy, TicketForm } from "./ticket-form";
import { parsePrice, sizeField, unitsOf } from "./units";

type Seen = Pick<DeskMarket, "desk" | "spec" | "market" | "risk">;

export const isSizeBy = (text: string | null): text is SizeBy =>
  text === "manual" || SIZING_METHODS.some((method) => method === text);

/** Why a method has nothing to say of this order; null where it has. Only what opens a position is sized. */
export function sizedByHand({ side, reduceOnly }: TicketForm, { spec }: Pick<DeskMarket, "spec">): string | null {
  if (spec.contract === null && side === "sell") return "A sale closes what is held; methods size what opens.";
  return reduceOnly ? "Reduce-only closes what is held; methods size what opens." : null;
}

/** Of the ticket's methods those whose size follows the strength of a signal. */
export const usesStrength = (method: SizeBy): boolean => method === "signal" || method === "kelly";

/** The fields that a method fills; null by hand, and where it has nothing to say. */
export function sizedFields(form: TicketForm, seen: Seen): Pick<TicketForm, "sizeText" | "sizeUnit" | "sized"> | null {
  const { sizeBy } = form;
  if (sizeBy === "manual" || sizedByHand(form, seen) !== null) return null;
  const risk = seen.risk.get();
  const priceTicks = entryTicks(form, seen);
  if (risk === null || priceTicks === null) return { sizeText: "", sizeUnit: "base", sized: null };
  const sized = sizePosition(wishOf(form, seen, { method: sizeBy, priceTicks }), deskOf(risk, seen));
  const sizeText = sized.lots === 0 ? "" : sizeField(unitsOf(seen.spec), sized.lots);
  return { sizeText, sizeUnit: "base", sized };
}

type Priced = { readonly method: SizingMethod; readonly priceTicks: number };

function wishOf(form: TicketForm, { spec }: Seen, { method, priceTicks }: Priced) {
  const stop = form.hasExits ? parsePrice(spec, form.stopText) : null;
  const stopTicks = stop !== null && "steps" in stop ? stop.steps : null;
  return { spec, side: form.side, method, priceTicks, stopTicks, strengthPpm: form.strengthPercent * 10_000 };
}

const deskOf = ({ settings, facts, measures, records }: RiskView, { desk }: Seen) => ({
  instruments: desk.instruments,
  settings,
  facts,
  measures,
  record: recordOf(records, null),
});

/** Where it would be entered: its limit, what it waits for, or the best price of the other side. */
function entryTicks(form: TicketForm, { spec, market }: Seen): number | null {
  const texts = [
    ...(hasLimit(form.type) ? [form.priceText] : []),
    ...(isConditional(form.type) ? [form.triggerText] : []),
  ];
  for (const text of texts) {
    const price = parsePrice(spec, text);
    if ("steps" in price) return price.steps;
  }
  const mustSay = form.algo === null && form.type !== "market" && form.type !== "trailing_stop";
  if (mustSay) return null;
  const book = market.get();
  return (form.side === "buy" ? book?.asks : book?.bids)?.[0]?.[0] ?? null;
}

/** Writes what the method gives into the ticket, if that is anything new. */
export function resize(at: Seen & Pick<DeskMarket, "ticket">): void {
  const form = at.ticket.get();
  const fields = sizedFields(form, at);
  if (fields === null) {
    if (form.sized !== null) at.ticket.set({ ...form, sized: null });
    return;
  }
  const isSame = fields.sizeText === form.sizeText && textOf(fields) === textOf(form) && form.sizeUnit === "base";
  if (!isSame) at.ticket.set({ ...form, ...fields });
}

const textOf = ({ sized }: Pick<TicketForm, "sized">): string =>
  sized === null ? "" : sized.note.lines.map(({ label, value }) => `${label} ${value}`).join("\n");
