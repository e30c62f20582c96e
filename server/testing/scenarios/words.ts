/** Events in words, for the timeline of a scenario's page. */
import { formatAtoms } from "@/server/domain/atoms";
import type { CommandBody } from "@/server/domain/command";
import type { DeskSettings } from "@/server/domain/desk-settings";
import type { Effect } from "@/server/domain/effect";
import { FLAG, KIND, type MarketBlock } from "@/server/domain/market-block";
import type { OrderDraft } from "@/server/domain/order";
import { formatSteps } from "@/server/domain/steps";
import { specAt } from "./scenario";

type Said = Readonly<{ at: number; text: string }>;

/** One line a venue message: its levels together. */
export function rowTexts(block: MarketBlock, settings: DeskSettings): readonly Said[] {
  const said: Said[] = [];
  let parts: string[] = [];
  for (let i = 0; i < block.length; i++) {
    const text = rowText(block, i, settings);
    if (text !== null) parts.push(text);
    if (((block.flags[i] ?? 0) & FLAG.end) === 0 && block.kind[i] !== KIND.order) continue;
    if (parts.length > 0)
      said.push({ at: block.exchangeAt[i] ?? 0, text: `${headOf(block, i, settings)}${parts.join(", ")}` });
    parts = [];
  }
  return said;
}

function headOf(block: MarketBlock, i: number, settings: DeskSettings): string {
  const symbol = settings.instruments.length > 1 ? `${specAt(settings, block.instrument[i] ?? 0).symbol} ` : "";
  if (block.kind[i] === KIND.bookLevel)
    return `${symbol}${((block.flags[i] ?? 0) & FLAG.snapshot) === 0 ? "book: " : "whole book: "}`;
  return symbol;
}

function rowText(block: MarketBlock, i: number, settings: DeskSettings): string | null {
  const spec = specAt(settings, block.instrument[i] ?? 0);
  const ticks = block.priceTicks[i] ?? 0;
  const price = formatSteps(ticks, spec.tickSize);
  const size = trimmed(formatSteps(block.sizeLots[i] ?? 0, spec.lotSize));
  const isBuy = block.side[i] === 0;
  const kind = block.kind[i];
  if (kind === KIND.bookClear) return null;
  if (kind === KIND.bookLevel) return `${isBuy ? "bid" : "ask"} ${price} ${size === "0" ? "gone" : `× ${size}`}`;
  if (kind === KIND.trade) return `trade: a ${isBuy ? "buyer" : "seller"} takes ${size} at ${price}`;
  if (kind === KIND.bookGap) return "the feed has a gap: the book is unknown";
  if (kind === KIND.mark) return `mark price ${formatMark(ticks, block.sizeLots[i] ?? 0, spec.tickSize)}`;
  if (kind === KIND.funding)
    return `funding rate ${trimmed((ticks / 1e6).toFixed(6))} %, due at ${new Date((block.seq[i] ?? 0) / 1_000).toISOString().slice(11, 19)} UTC`;
  if (kind === KIND.order)
    return `order ${block.seq[i]}: ${isBuy ? "bid" : "ask"} ${price} ${size === "0" ? "gone" : `× ${size}`}${((block.flags[i] ?? 0) & FLAG.traded) === 0 ? "" : ", traded"}`;
  if (kind === KIND.outage) return isBuy ? "the venue stops taking requests" : "the venue takes requests again";
  return `row of kind ${kind}`;
}

/** A mark price in ticks and millionths of a tick. */
function formatMark(ticks: number, millionths: number, tickSize: string): string {
  const fine = `0.${"0".repeat((tickSize.split(".")[1] ?? "").length + 5)}1`;
  return trimmed(formatSteps(ticks * 1_000_000 + millionths, fine));
}

export function commandText(body: CommandBody, settings: DeskSettings): string {
  if (body.kind === "submit") return draftText(body.order, settings);
  if (body.kind === "submitOco")
    return `one cancels the other: ${body.orders.map((order) => draftText(order, settings)).join("; ")}`;
  if (body.kind === "cancel") return `cancel ${body.orderId}`;
  const spec = specAt(settings, 0);
  const size = (lots: number) => trimmed(formatSteps(lots, spec.lotSize));
  if (body.kind === "amend") {
    const price = body.limitTicks === null ? null : `price ${formatSteps(body.limitTicks, spec.tickSize)}`;
    const lots = body.sizeLots === null ? null : `size ${size(body.sizeLots)}`;
    return `amend ${body.orderId}: ${[price, lots].filter(Boolean).join(", ")}`;
  }
  if (body.kind === "setTradingState") return `set trading to ${body.state}: ${body.why ?? ""}`;
  if (body.kind === "setRisk") return `change the risk settings of version ${body.baseVersion}: ${body.why}`;
  if (body.kind === "rearm") return `arm ${body.breaker}: ${body.why}`;
  if (body.kind === "marketFacts") return "the hourly job tells what is known of the markets";
  if (body.kind !== "startParent") return body.kind;
  const { kind, side, sizeLots, durationMicros } = body.parent;
  return `${kind}: ${side} ${size(sizeLots)} over ${durationMicros / 1e6} s`;
}

function draftText(order: OrderDraft, settings: DeskSettings): string {
  const spec = settings.instruments.find(({ id }) => id === order.instrumentId) ?? specAt(settings, 0);
  const { trigger, trail, bracket, displayLots } = order.terms ?? {};
  const parts = [
    `${order.side} ${trimmed(formatSteps(order.sizeLots, spec.lotSize))} ${spec.base}`,
    order.type.replaceAll("_", "-"),
    order.limitTicks === null ? null : `at ${formatSteps(order.limitTicks, spec.tickSize)}`,
    order.timeInForce,
    order.postOnly ? "post-only" : null,
    order.terms?.postOnlySlide ? "slides" : null,
    order.terms?.reduceOnly ? "reduce-only" : null,
    trigger ? `trigger ${formatSteps(trigger.ticks, spec.tickSize)} by ${trigger.by}` : null,
    trail
      ? `trails ${"ppm" in trail.distance ? `${trail.distance.ppm / 10_000} %` : `${trail.distance.ticks} ticks`}`
      : null,
    displayLots ? `shows ${trimmed(formatSteps(displayLots, spec.lotSize))}` : null,
    bracket
      ? `with exits ${[bracket.stop, bracket.target].map((leg) => (leg ? formatSteps(leg.ticks, spec.tickSize) : "–")).join(" / ")}`
      : null,
  ];
  return parts.filter(Boolean).join(", ");
}

/** Null for effects that the page has no need of. */
export function effectText(effect: Effect, settings: DeskSettings): Said | null {
  if (effect.kind === "orderEvent")
    return { at: effect.event.at, text: `${effect.event.orderId}: ${effect.event.text}` };
  if (effect.kind === "risk") return { at: effect.event.at, text: effect.event.text };
  if (effect.kind === "fill")
    return { at: effect.fill.at, text: `${effect.fill.orderId} fills at the venue: \`${effect.fill.rule}\`` };
  if (effect.kind === "trace") {
    const { at, cause, aheadLots } = effect.point;
    const ahead = trimmed(formatSteps(aheadLots, specAt(settings, 0).lotSize));
    return { at, text: `${effect.orderId} at the venue: ${ahead} ahead (${cause})` };
  }
  if (effect.kind !== "ledger") return null;
  const { kind, cause, at, postings } = effect.entry;
  if (kind !== "funding" && kind !== "liquidation") return null;
  const list = postings.map(({ account, amountAtoms }) => `${account} ${trimmed(formatAtoms(amountAtoms))}`);
  return { at, text: `${kind} (${cause}): ${list.join(", ")}` };
}

const trimmed = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
