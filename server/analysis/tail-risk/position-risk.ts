/**
 * Value at risk of what is held now, by historical simulation: the positions of this moment are revalued over each past
 * span of their instruments together, so that what moved together then does so here. Floats: for display, not for orders.
 */
import { mean } from "@/server/analysis/moments";
import { quantile } from "@/server/analysis/quantile";

export type HeldExposure = Readonly<{
  instrumentId: string;
  /** Signed value now, in any unit; that of an inverse contract in the coin that it settles in. */
  value: number;
  isInverse: boolean;
}>;

/** Of the whole and what each instrument adds to it; positive is a loss. The parts add up to the whole. */
export type PositionTail = Readonly<{
  var: number;
  cvar: number;
  parts: readonly Readonly<{
    instrumentId: string;
    var: number;
    cvar: number;
    /** What it would be if nothing else were held. */
    aloneVar: number;
  }>[];
}>;

/** What a position makes when its price moves by `change` (0.1 is up a tenth). */
export const revalued = ({ value, isInverse }: HeldExposure, change: number): number =>
  // n contracts are worth n / price of the coin: worth less of it as the price rises, and a long gains by that.
  isInverse ? value * (change / (1 + change)) : value * change;

/**
 * Parts are Euler's (Tasche, "Capital allocation to business units and sub-portfolios: the Euler principle", 2008): of
 * CVaR the mean result over the scenarios at or beyond the VaR; of VaR the mean result over the scenarios around it,
 * half as many to each side as lie beyond, brought to the VaR itself in proportion to what each moves there. One
 * scenario alone would say more of chance than of the position.
 *
 * @param moves by instrument, in the order of `held`: the same spans in each, at least one
 * @param level e.g. 0.95
 */
export function positionTail(
  held: readonly HeldExposure[],
  { moves, level }: Readonly<{ moves: readonly (readonly number[])[]; level: number }>,
): PositionTail {
  const losses = held.map((one, i) => (moves[i] ?? []).map((change) => 0 - revalued(one, change)));
  const totals = Array.from({ length: moves[0]?.length ?? 0 }, (_, span) => sum(losses.map((loss) => loss[span] ?? 0)));
  const whole = quantile(totals, level);
  const order = totals.map((_, span) => span).sort((a, b) => (totals[b] ?? 0) - (totals[a] ?? 0) || a - b);
  const beyond = order.slice(0, Math.max(totals.filter((total) => total >= whole).length, 1));
  const half = Math.ceil(beyond.length / 2);
  const around = order.slice(beyond.length - half, beyond.length + half);
  const meanOver = (spans: readonly number[], loss: readonly number[]) => mean(spans.map((span) => loss[span] ?? 0));
  const parts = addingUpTo(
    whole,
    losses.map((loss) => meanOver(around, loss)),
  );
  return {
    var: whole,
    cvar: meanOver(beyond, totals),
    parts: held.map(({ instrumentId }, i) => {
      const loss = losses[i] ?? [];
      return { instrumentId, var: parts[i] ?? 0, cvar: meanOver(beyond, loss), aloneVar: quantile(loss, level) };
    }),
  };
}

/** What is missing from the whole (or too much) is spread by size. */
function addingUpTo(whole: number, parts: readonly number[]): number[] {
  const size = sum(parts.map(Math.abs));
  const rest = whole - sum(parts);
  return parts.map((part) => part + (size > 0 ? (rest * Math.abs(part)) / size : rest / parts.length));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
