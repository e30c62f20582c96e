import type { TradeRecord } from "./trade-record";

const PPM = 1_000_000n;

/**
 * Share of the capital that makes it grow fastest, f = (p b − (1 − p)) / b with p the share of trades won and b the
 * average win over the average loss (Kelly, "A New Interpretation of Information Rate", Bell System Technical Journal
 * 35(4), 1956; in this form Vince, "Portfolio Management Formulas", 1990).
 *
 * With w wins of n trades, W won and L lost in all, that is w (W − L) / (n W), which needs no fraction between.
 *
 * @returns ppm, cut; below zero where the record has lost, null without a trade
 */
export function kellyPpm({ wins, losses, winAtoms, lossAtoms }: TradeRecord): number | null {
  const trades = wins + losses;
  if (trades === 0) return null;
  if (winAtoms === 0n) return -1_000_000;
  const share = (BigInt(wins) * (winAtoms - lossAtoms) * PPM) / (BigInt(trades) * winAtoms);
  // Losses without bound give a share without bound; less than −1 says nothing more.
  return Math.max(-1_000_000, Number(share));
}

/** p and b as they are shown; b is null without a loss. */
export function oddsOf({ wins, losses, winAtoms, lossAtoms }: TradeRecord): Readonly<{ p: number; b: number | null }> {
  const p = wins / (wins + losses);
  const b = wins === 0 || lossAtoms === 0n ? null : Number(winAtoms) / wins / (Number(lossAtoms) / losses);
  return { p, b };
}
