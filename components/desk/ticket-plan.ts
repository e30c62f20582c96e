/** What an order that waits or is worked over time would do, in words and numbers. */
import { toMoney } from "@/components/frame/money-format";
import { toPercent } from "@/components/ui/number-format";
import { toDuration } from "@/components/ui/time-format";
import { type InstrumentSpec, notionalAtoms, settleOf } from "@/server/domain/instrument";
import { isConditional, type OrderDraft } from "@/server/domain/order";
import type { ParentDraft } from "@/server/domain/parent-order";
import type { MarketView } from "@/server/domain/views";
import type { EstimateLine } from "./estimate-lines";
import { sizeUnitOf, unitsOf } from "./units";
import { midHalfTicksOf } from "./walk-book";

type Seen = { readonly spec: InstrumentSpec; readonly book: Pick<MarketView, "bids" | "asks"> };

/** Lines for a conditional order; for exits that hang on an entry too. */
export function waitingLines(draft: OrderDraft, seen: Seen): EstimateLine[] {
  const units = unitsOf(seen.spec);
  const lines: EstimateLine[] = [];
  const { trigger, trail, bracket, displayLots } = draft.terms ?? {};
  if (trigger !== undefined) {
    lines.push(["Waits for", `${units.price(trigger.ticks)} ${trigger.by} ${distanceText(trigger.ticks, seen)}`]);
    lines.push(["Worth there", worthText(seen.spec, trigger.ticks, draft.sizeLots)]);
  }
  if (trail !== undefined) {
    const by =
      "ppm" in trail.distance ? toPercent(trail.distance.ppm / 1e6).replace("+", "") : `${trail.distance.ticks} ticks`;
    lines.push(["Trails", `${by} behind the best ${trail.by} price`]);
    if (trail.activationTicks !== null)
      lines.push(["Begins at", `${units.price(trail.activationTicks)} ${distanceText(trail.activationTicks, seen)}`]);
  }
  if (isConditional(draft.type)) {
    const price = draft.limitTicks === null ? "at market" : `at ${units.price(draft.limitTicks)} or better`;
    lines.push(["Then", `${draft.side === "buy" ? "buys" : "sells"} ${price}`]);
  }
  if (displayLots !== undefined) lines.push(["Shown at once", `${units.size(displayLots)} ${sizeUnitOf(seen.spec)}`]);
  if (bracket !== undefined) {
    if (bracket.stop)
      lines.push(["Stop", `${units.price(bracket.stop.ticks)} ${distanceText(bracket.stop.ticks, seen)}`]);
    if (bracket.target)
      lines.push(["Target", `${units.price(bracket.target.ticks)} ${distanceText(bracket.target.ticks, seen)}`]);
    lines.push(["Exits", "sent as the entry's fills become known"]);
  }
  return lines;
}

/** Lines for a parent order. */
export function parentLines(parent: ParentDraft, seen: Seen): EstimateLine[] {
  const units = unitsOf(seen.spec);
  const mid = midHalfTicksOf(seen.book);
  const at = parent.limitTicks ?? (mid === null ? null : Math.round(mid / 2));
  const size = (lots: number) => `${units.size(lots)} ${sizeUnitOf(seen.spec)}`;
  const lines: EstimateLine[] = [];
  if (parent.kind === "twap" || parent.kind === "vwap") {
    const every = toDuration(Math.round(parent.durationMicros / parent.slices));
    lines.push(["Slices", `${parent.slices}, one each ${every}`]);
    const each = Math.floor(parent.sizeLots / parent.slices);
    if (parent.kind === "twap")
      lines.push(["Each", each === 0 ? "less than a lot: some are empty" : `about ${size(each)}`]);
  }
  if (parent.participationPpm !== null)
    lines.push(["Takes part", `up to ${toPercent(parent.participationPpm / 1e6).replace("+", "")} of what trades`]);
  if (parent.displayLots !== null) lines.push(["Shown at once", size(parent.displayLots)]);
  lines.push(["Ends after", toDuration(parent.durationMicros)]);
  lines.push(["What is left then", parent.limitTicks === null ? "taken at market" : "let go"]);
  if (at !== null) lines.push(["Worth about", worthText(seen.spec, at, parent.sizeLots)]);
  return lines;
}

function distanceText(ticks: number, { book }: Seen): string {
  const mid = midHalfTicksOf(book);
  return mid === null ? "" : `(${toPercent((2 * ticks - mid) / mid)})`;
}

const worthText = (spec: InstrumentSpec, ticks: number, lots: number): string =>
  `${toMoney(notionalAtoms(spec, ticks, lots))} ${settleOf(spec)}`;
