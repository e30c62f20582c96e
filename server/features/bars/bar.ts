/**
 * A finished bar as features see it: floats in any one unit (ticks and lots, or quote and base). Features that depend on
 * the unit say so; a model is given none of those.
 */
export type Bar = Readonly<{
  /** Its start, µs. */
  openAt: number;
  open: number;
  high: number;
  low: number;
  close: number;
  /** 0 in a minute in which nothing traded. */
  volume: number;
}>;
