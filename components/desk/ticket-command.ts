/** What the ticket sends: one order, a pair, or a parent order. */
import type { PersonCommand } from "@/server/domain/command";
import { lots } from "@/server/domain/lots";
import type { OrderDraft } from "@/server/domain/order";
import type { ParentDraft, ParentKind } from "@/server/domain/parent-order";
import { optionalPrice, ppmOf, priceOf, toDraft } from "./ticket-draft";
import { isProblem, type Problem, type SizeContext, type TicketForm, toLots } from "./ticket-form";
import { parseSize } from "./units";

export type CommandResult = { readonly body: PersonCommand } | Problem;

export function toCommand(form: TicketForm, context: SizeContext): CommandResult {
  if (form.algo !== null) {
    const parent = toParent(form, form.algo, context);
    return isProblem(parent) ? parent : { body: { kind: "startParent", parent } };
  }
  if (form.isOco) return toPair(form, context);
  const result = toDraft(form, context);
  return isProblem(result) ? result : { body: { kind: "submit", order: result.draft } };
}

/** A limit target and a stop-market order of one size. */
function toPair(form: TicketForm, context: SizeContext): CommandResult {
  const target = toDraft(form, context);
  if (isProblem(target)) return target;
  const trigger = priceOf(form.triggerText, context, "trigger");
  if (isProblem(trigger)) return trigger;
  const stop: OrderDraft = {
    ...target.draft,
    type: "stop",
    timeInForce: "GTC",
    limitTicks: null,
    terms: {
      trigger: { ticks: trigger.ticks, by: form.triggerBy },
      ...(form.reduceOnly ? { reduceOnly: true } : {}),
    },
  };
  return { body: { kind: "submitOco", orders: [target.draft, stop] } };
}

/** @returns the parent order, or what is wrong with it */
export function toParent(form: TicketForm, kind: ParentKind, context: SizeContext): ParentDraft | Problem {
  const limit = optionalPrice(form.priceText, context, "price");
  if (limit !== null && isProblem(limit)) return limit;
  if (kind === "iceberg" && limit === null) return { problem: "An iceberg needs its limit price", field: "price" };
  const size = toLots(form, context, limit?.ticks ?? null);
  if ("problem" in size) return { problem: size.problem, field: "size" };
  const minutes = Number(form.durationText);
  if (!(minutes >= 10 / 60 && minutes <= 1_440))
    return { problem: "It may take 10 seconds (0.17) to 24 hours (1,440 minutes)", field: "duration" };
  const slices = kind === "twap" || kind === "vwap" ? Number(form.slicesText) : 2;
  if (!(Number.isInteger(slices) && slices >= 2 && slices <= 500))
    return { problem: "Slices: a whole number from 2 to 500", field: "slices" };
  const display = kind === "iceberg" ? parseSize(context.spec, form.displayText) : null;
  if (display !== null && "problem" in display)
    return { problem: `${display.problem}, shown at once`, field: "display" };
  const share =
    kind === "adaptive"
      ? ppmOf(form.participationText, { field: "participation", name: "The participation", most: 100 })
      : null;
  if (share !== null && isProblem(share)) return share;
  return {
    instrumentId: context.spec.id,
    side: form.side,
    kind,
    sizeLots: lots(size.steps),
    limitTicks: limit?.ticks ?? null,
    durationMicros: Math.max(Math.round(minutes * 60_000_000), 10_000_000),
    slices,
    displayLots: display === null ? null : lots(display.steps),
    participationPpm: share?.ppm ?? null,
    volumeCurvePpm: null,
    isPassiveFirst: form.isPassiveFirst,
  };
}
