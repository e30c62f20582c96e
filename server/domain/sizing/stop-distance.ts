/** How far away a loss would be taken, and what a position may be worth so that the loss there is no more than meant. */
import type { InstrumentFacts } from "@/server/domain/risk/market-facts";
import type { SizingDesk, SizingWish } from "./sizing-input";
import { factorText, halfTicksText, percentText, priceText } from "./sizing-words";

/** `over` ticks divided by `under`: an ATR times its multiple is no whole number of ticks. */
export type StopDistance = Readonly<{ over: bigint; under: bigint; text: string }>;

const PPM = 1_000_000n;

export const factsOf = ({ facts }: SizingDesk, { spec }: SizingWish): InstrumentFacts | null =>
  facts?.instruments.find(({ instrumentId }) => instrumentId === spec.id) ?? null;

/** So many thousandths of an ATR(14); null while it is not known. */
export function atrDistance(wish: SizingWish, desk: SizingDesk, multipleMilli: number): StopDistance | null {
  const atr = factsOf(desk, wish)?.atrHalfTicks ?? null;
  if (atr === null || atr <= 0) return null;
  const times = factorText(multipleMilli * 1_000);
  const text = `${times} × ATR(14) ${halfTicksText(wish.spec, atr)}`;
  return { over: BigInt(atr) * BigInt(multipleMilli), under: 2_000n, text };
}

/** To the stop that is named, else to where the desk's own exits would close it. */
export function stopDistance(wish: SizingWish, desk: SizingDesk): StopDistance | string {
  const { spec, side, priceTicks, stopTicks } = wish;
  if (stopTicks !== null) {
    const ticks = side === "buy" ? priceTicks - stopTicks : stopTicks - priceTicks;
    const where = side === "buy" ? "below" : "above";
    if (ticks <= 0) return `the stop ${priceText(spec, stopTicks)} must lie ${where} ${priceText(spec, priceTicks)}`;
    return { over: BigInt(ticks), under: 1n, text: `the stop at ${priceText(spec, stopTicks)}` };
  }
  const { exitMethod, atrStopMilli } = desk.settings;
  return (exitMethod === "atr" ? atrDistance(wish, desk, atrStopMilli) : null) ?? percentDistance(wish, desk);
}

/** The desk's stop in per cent of the price. */
export function percentDistance({ priceTicks }: SizingWish, { settings: { stopPpm } }: SizingDesk): StopDistance {
  return { over: BigInt(priceTicks) * BigInt(stopPpm), under: PPM, text: "the desk's stop" };
}

/**
 * Worth at entry of a position that loses `riskAtoms` at the stop: risk × entry / distance; of an inverse contract, whose
 * loss is counted at the price of the stop, risk × stop / distance. Cut to whole atoms.
 */
export function worthAtRisk(
  { spec, side, priceTicks }: SizingWish,
  { over, under }: StopDistance,
  riskAtoms: bigint,
): bigint {
  const entry = BigInt(priceTicks) * under;
  if (spec.contract?.kind !== "inverse") return (riskAtoms * entry) / over;
  const stop = side === "buy" ? entry - over : entry + over;
  return stop > 0n ? (riskAtoms * stop) / over : 0n;
}

/** "÷ 5 % to the stop at 95.00" */
export function distanceText(wish: SizingWish, distance: StopDistance): string {
  const one = worthAtRisk(wish, distance, PPM * PPM);
  const share = one === 0n ? "" : ` ${percentText(Number((PPM * PPM * PPM) / one))}`;
  return `÷${share} lost at ${distance.text}`;
}
