/**
 * Best price and displayed size of both sides: ticks and lots. Mutable on purpose: one is filled
 * anew for each book message, so that reading the book allocates nothing.
 */
export type Touch = { bidTicks: number; bidLots: number; askTicks: number; askLots: number };

export const emptyTouch = (): Touch => ({ bidTicks: Number.NaN, bidLots: 0, askTicks: Number.NaN, askLots: 0 });

export const isTwoSided = (touch: Touch): boolean => touch.bidLots > 0 && touch.askLots > 0;

/** Mid in half ticks, a whole number. */
export const midHalfTicks = (touch: Touch): number => touch.bidTicks + touch.askTicks;

/** 1e4 (ask - bid) / mid (DOMAIN 2). Null while a side is empty. */
export const spreadBps = (touch: Touch): number | null =>
  isTwoSided(touch) ? (20_000 * (touch.askTicks - touch.bidTicks)) / midHalfTicks(touch) : null;

/** (ask x bid size + bid x ask size) / (both sizes), in ticks: the mid, leaning to the thinner side. */
export const micropriceTicks = (touch: Touch): number | null =>
  isTwoSided(touch)
    ? (touch.askTicks * touch.bidLots + touch.bidTicks * touch.askLots) / (touch.bidLots + touch.askLots)
    : null;

/** Microprice against the mid, bps of the mid. */
export function micropriceDeviationBps(touch: Touch): number | null {
  const microprice = micropriceTicks(touch);
  return microprice === null ? null : (10_000 * (2 * microprice - midHalfTicks(touch))) / midHalfTicks(touch);
}
