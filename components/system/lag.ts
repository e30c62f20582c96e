const FLOOR_MICROS = 100;
const CEILING_MICROS = 10_000_000;

/** 0 at 0.1 ms, 1 at 10 s, logarithmic between: each decade is as wide as the next. */
export function lagShare(micros: number): number {
  if (micros <= FLOOR_MICROS) return 0.02;
  return Math.max(0.02, Math.min(1, Math.log10(micros / FLOOR_MICROS) / Math.log10(CEILING_MICROS / FLOOR_MICROS)));
}

/** Under 50 ms nobody notices; past a second what is on the screen is not the market any more. */
export function lagWord(micros: number): "keeping up" | "slow" | "behind" {
  return micros < 50_000 ? "keeping up" : micros < 1_000_000 ? "slow" : "behind";
}
