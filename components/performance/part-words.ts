/** The parts of profit and loss in words, in the order of the waterfall. Formulas: docs/metrics.md. */
import type { Attribution } from "./views";

export type PartName = keyof Attribution["total"]["parts"];

type PartWords = Readonly<{
  name: PartName;
  label: string;
  hint: string /** Left out while it is nothing. */;
  isRare: boolean;
}>;

export const PARTS: readonly PartWords[] = [
  {
    name: "marketAtoms",
    label: "Market",
    hint: "What the decisions were worth: the move from the mid at the decision to the mark at the end, the first 10 s after each fill left out",
    isRare: false,
  },
  {
    name: "adverseSelectionAtoms",
    label: "Adverse selection",
    hint: "The move in the 10 s after each fill: below zero, the market went against us once we had filled",
    isRare: false,
  },
  {
    name: "latencyAtoms",
    label: "Latency",
    hint: "The move while orders were on their way to the venue",
    isRare: false,
  },
  { name: "waitingAtoms", label: "Waiting", hint: "The move while orders rested in the queue", isRare: false },
  {
    name: "spreadAtoms",
    label: "Spread",
    hint: "Half the spread: paid when taking, earned when making",
    isRare: false,
  },
  { name: "slippageAtoms", label: "Slippage", hint: "What walking into deeper levels cost", isRare: false },
  {
    name: "impactAtoms",
    label: "Own impact",
    hint: "What our own earlier trades had moved the price by",
    isRare: true,
  },
  { name: "feeAtoms", label: "Fees", hint: "Paid to the venue", isRare: false },
  { name: "fundingAtoms", label: "Funding", hint: "Of perpetuals; above zero it was received", isRare: true },
  {
    name: "insuranceAtoms",
    label: "Insurance fund",
    hint: "Losses beyond the collateral, which the venue's fund bore",
    isRare: true,
  },
];

/** Those that say something of this window. */
export const shownParts = (total: Attribution["total"]["parts"]): readonly PartWords[] =>
  PARTS.filter(({ name, isRare }) => !isRare || total[name] !== 0n);

export type WaterfallBar = Readonly<{
  id: string;
  label: string;
  hint: string;
  atoms: bigint;
  from: number;
  to: number;
}>;

/** Each bar begins where the one before ended, the last is their sum. `from` and `to` are shares of the extent, 0 to 1. */
export function waterfallOf(total: Attribution["total"]): Readonly<{ bars: readonly WaterfallBar[]; zero: number }> {
  let at = 0n;
  const steps = shownParts(total.parts).map(({ name, label, hint }) => {
    const atoms = total.parts[name];
    const start = at;
    at += atoms;
    return { id: name as string, label, hint, atoms, start, end: at };
  });
  steps.push({
    id: "total",
    label: "Change of equity",
    hint: "The parts above, exactly",
    atoms: at,
    start: 0n,
    end: at,
  });
  const ends = steps.flatMap(({ start, end }) => [start, end]);
  const low = ends.reduce((a, b) => (b < a ? b : a), 0n);
  const high = ends.reduce((a, b) => (b > a ? b : a), 0n);
  const extent = high > low ? high - low : 1n;
  const share = (value: bigint) => Number(((value - low) * 1_000_000n) / extent) / 1e6;
  return {
    bars: steps.map(({ start, end, ...bar }) => ({ ...bar, from: share(start), to: share(end) })),
    zero: share(0n),
  };
}
