/** The order that the ticket describes, or what is wrong with it and where. */
import type { InstrumentSpec } from "@/server/domain/instrument";
import { lots } from "@/server/domain/lots";
import { micros } from "@/server/domain/micros";
import { hasLimit, type OrderDraft, type OrderTerms, type TimeInForce, type Trail } from "@/server/domain/order";
import { type Ticks, ticks } from "@/server/domain/ticks";
import { isProblem, type Problem, type SizeContext, type TicketField, type TicketForm, toLots } from "./ticket-form";
import { parsePrice, parseSize } from "./units";

export type DraftResult = { readonly draft: OrderDraft } | Problem;

/** For every mode but the algorithms; of an OCO pair it is the limit leg. */
export function toDraft(form: TicketForm, context: SizeContext): DraftResult {
  const { spec } = context;
  const price = hasLimit(form.type) ? priceOf(form.priceText, context, "price") : null;
  if (price !== null && isProblem(price)) return price;
  const terms = toTerms(form, context);
  if (isProblem(terms)) return terms;
  const limitTicks = price?.ticks ?? null;
  const size = toLots(form, context, limitTicks ?? terms.trigger?.ticks ?? null);
  if ("problem" in size) return { problem: size.problem, field: "size" };
  // What was typed over a method's size was not sized by it.
  const note = form.sizeBy !== "manual" && form.sized?.lots === size.steps ? { sizing: form.sized.note } : {};
  const said: OrderTerms = { ...terms, ...note };
  return {
    draft: {
      instrumentId: spec.id,
      side: form.side,
      type: form.type,
      timeInForce: timeInForceOf(form),
      postOnly: isPostOnly(form),
      limitTicks,
      sizeLots: lots(size.steps),
      ...(Object.keys(said).length === 0 ? {} : { terms: said }),
    },
  };
}

/** A plain limit order may rest until cancelled or until a time. */
export const mayRest = (form: TicketForm): boolean =>
  form.type === "limit" && (form.timeInForce === "GTC" || form.timeInForce === "GTD");

const isPostOnly = (form: TicketForm): boolean => mayRest(form) && form.postOnly && !form.isOco;

function timeInForceOf({ type, timeInForce }: TicketForm): TimeInForce {
  if (type === "market") return timeInForce === "FOK" ? "FOK" : "IOC";
  return hasLimit(type) ? timeInForce : "GTC";
}

function toTerms(form: TicketForm, context: SizeContext): OrderTerms | Problem {
  const parts = [triggerTerms(form, context), restingTerms(form, context), bracketTerms(form, context)];
  const problem = parts.find(isProblem);
  if (problem !== undefined) return problem;
  return Object.assign({}, ...parts, closes(form, context.spec) ? { reduceOnly: true } : {}) as OrderTerms;
}

/** A spot buy closes nothing; the switch is not there for it, whatever it was set to. */
const closes = ({ reduceOnly, side }: TicketForm, { contract }: InstrumentSpec): boolean =>
  reduceOnly && (contract !== null || side === "sell");

/** A spot sale opens nothing that exits could protect. */
export const mayHaveExits = ({ type, side, isOco }: TicketForm, { contract }: InstrumentSpec): boolean =>
  (type === "limit" || type === "market") && !isOco && (contract !== null || side === "buy");

function triggerTerms(form: TicketForm, context: SizeContext): OrderTerms | Problem {
  if (form.type === "market" || form.type === "limit") return {};
  if (form.type === "trailing_stop") {
    const trail = toTrail(form, context);
    return isProblem(trail) ? trail : { trail };
  }
  const at = priceOf(form.triggerText, context, "trigger");
  return isProblem(at) ? at : { trigger: { ticks: at.ticks, by: form.triggerBy } };
}

function toTrail(form: TicketForm, context: SizeContext): Trail | Problem {
  const distance = ppmOf(form.trailText, { field: "trail", name: "The trail", most: 50 });
  if (isProblem(distance)) return distance;
  const isGiven = form.activationText.trim() !== "";
  const activation = isGiven ? priceOf(form.activationText, context, "activation") : null;
  if (activation !== null && isProblem(activation)) return activation;
  return { distance: { ppm: distance.ppm }, activationTicks: activation?.ticks ?? null, by: form.triggerBy };
}

function restingTerms(form: TicketForm, context: SizeContext): OrderTerms | Problem {
  if (!hasLimit(form.type)) return {};
  const shown = form.displayText.trim() === "" || !mayRest(form) ? null : parseSize(context.spec, form.displayText);
  if (shown !== null && "problem" in shown) return { problem: `${shown.problem}, shown at once`, field: "display" };
  const expires = form.timeInForce === "GTD" ? expiryOf(form, context) : null;
  if (expires !== null && isProblem(expires)) return expires;
  return {
    ...(isPostOnly(form) && form.slides ? { postOnlySlide: true } : {}),
    ...(shown === null ? {} : { displayLots: lots(shown.steps) }),
    ...(expires === null ? {} : { expiresAt: expires.at }),
  };
}

function expiryOf({ minutesText }: TicketForm, { nowMicros }: SizeContext) {
  const minutes = Number(minutesText);
  if (!(minutes > 0 && minutes <= 43_200))
    return { problem: "Good till a time: 1 minute to 30 days (43,200 minutes) from now", field: "minutes" } as const;
  if (nowMicros === null) return { problem: "The market's time is not known yet", field: "minutes" } as const;
  return { at: micros(Math.round(nowMicros + minutes * 60_000_000)) };
}

function bracketTerms(form: TicketForm, context: SizeContext): OrderTerms | Problem {
  if (!form.hasExits || !mayHaveExits(form, context.spec)) return {};
  const stop = optionalPrice(form.stopText, context, "stop");
  const target = optionalPrice(form.targetText, context, "target");
  if (stop !== null && isProblem(stop)) return stop;
  if (target !== null && isProblem(target)) return target;
  if (stop === null && target === null) return { problem: "Exits need a stop, a target, or both", field: "stop" };
  return {
    bracket: {
      stop: stop === null ? null : { ticks: stop.ticks, limitTicks: null },
      trail: null,
      target: target === null ? null : { ticks: target.ticks },
    },
  };
}

export type Price = { readonly ticks: Ticks };

export function priceOf(text: string, { spec }: Pick<SizeContext, "spec">, field: TicketField): Price | Problem {
  const price = parsePrice(spec, text);
  return "problem" in price
    ? { problem: field === "price" ? price.problem : `${NAMES[field]}: ${lowered(price.problem)}`, field }
    : { ticks: ticks(price.steps) };
}

const NAMES: Partial<Record<TicketField, string>> = {
  trigger: "Trigger",
  activation: "Activation",
  stop: "Stop",
  target: "Target",
};

const lowered = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

export const optionalPrice = (text: string, context: Pick<SizeContext, "spec">, field: TicketField) =>
  text.trim() === "" ? null : priceOf(text, context, field);

type Share = { readonly field: TicketField; readonly name: string; readonly most: number };

/** A percentage as people type it, in parts per million; 0.01 % at least. */
export function ppmOf(text: string, { field, name, most }: Share): { readonly ppm: number } | Problem {
  const percent = Number(text.replaceAll(/[%\s]/g, ""));
  return percent >= 0.01 && percent <= most
    ? { ppm: Math.round(percent * 10_000) }
    : { problem: `${name} must be 0.01 to ${most} %, was ${text.trim() === "" ? "empty" : text}`, field };
}
