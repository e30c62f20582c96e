import type { Bar } from "@/server/features/bars/bar";

/** Whole numbers, the same on every machine (Numerical Recipes' LCG), so that a seed in a failing test says all. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * A walk in ticks and lots, with quiet bars, flat bars and sudden jumps.
 *
 * @param startAt  µs, a multiple of `intervalMicros`
 */
export function randomBars(
  seed: number,
  count: number,
  { startAt, intervalMicros }: Readonly<{ startAt: number; intervalMicros: number }>,
): readonly Bar[] {
  const random = generator(seed);
  let price = 1_000_000;
  return Array.from({ length: count }, (_, i) => {
    const kind = random();
    const step = kind < 0.05 ? 0 : kind > 0.99 ? 40_000 : 2_000;
    const open = price;
    const close = Math.max(1_000, open + Math.round((random() - 0.5) * step));
    const high = Math.max(open, close) + Math.round(random() * step * 0.3);
    const low = Math.max(500, Math.min(open, close) - Math.round(random() * step * 0.3));
    price = close;
    const volume = step === 0 ? 0 : Math.round(random() * random() * 1_000_000);
    return { openAt: startAt + i * intervalMicros, open, high, low, close, volume };
  });
}

/**
 * A coarse market that gaps, trends and often closes where it closed before, so that every candlestick pattern comes by.
 */
export function gappyBars(seed: number, count: number): readonly Bar[] {
  const random = generator(seed);
  const whole = (max: number) => Math.floor(random() * (max + 1));
  let [close, drift] = [10_000, 0];
  return Array.from({ length: count }, (_, i) => {
    if (random() < 0.1) drift = whole(40) - 20;
    if (close < 5_000) drift = Math.abs(drift);
    const open = Math.max(500, close + (random() < 0.4 ? 0 : whole(60) - 30 + drift));
    close = Math.max(500, open + (random() < 0.2 ? whole(4) - 2 : whole(80) - 40 + drift));
    const high = Math.max(open, close) + (random() < 0.4 ? whole(2) : whole(40));
    const low = Math.min(open, close) - (random() < 0.4 ? whole(2) : whole(40));
    return { openAt: i * 60_000_000, open, high, low, close, volume: 1 };
  });
}
