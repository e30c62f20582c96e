/** Gates as typed text and back, with what is wrong in words. Pure. */
import type { Gates } from "@/server/domain/models/recipe";

type NumberGate = Exclude<keyof Gates, "betterDeflatedSharpe" | "betterLogLoss">;
export type GateField = Readonly<{
  gate: NumberGate;
  label: string;
  hint: string;
  unit: string;
  min: number;
  max: number;
  isWhole: boolean;
  /** What is typed is so many of what is stored. */
  scale: number;
}>;

export const GATE_FIELDS: readonly GateField[] = [
  {
    gate: "tradesMin",
    label: "Trades, at least",
    hint: "Along the test windows; with fewer nothing can be said.",
    unit: "",
    min: 0,
    max: 100_000,
    isWhole: true,
    scale: 1,
  },
  {
    gate: "profitFactorMin",
    label: "Profit factor, at least",
    hint: "What winners made over what losers lost, after costs.",
    unit: "",
    min: 0,
    max: 10,
    isWhole: false,
    scale: 1,
  },
  {
    gate: "calibrationErrorMax",
    label: "Calibration error, at most",
    hint: "How far a probability is from how often it came true.",
    unit: "%",
    min: 0,
    max: 100,
    isWhole: false,
    scale: 100,
  },
  {
    gate: "drawdownMax",
    label: "Drawdown, at most",
    hint: "Deepest fall of the equity along the test windows.",
    unit: "%",
    min: 0,
    max: 100,
    isWhole: false,
    scale: 100,
  },
  {
    gate: "latencyMillisMax",
    label: "Latency, at most",
    hint: "Feature to prediction, 99th percentile of a thousand.",
    unit: "ms",
    min: 0.01,
    max: 1_000,
    isWhole: false,
    scale: 1,
  },
];

export type GatesDraft = Readonly<
  Record<NumberGate, string> & { betterDeflatedSharpe: boolean; betterLogLoss: boolean }
>;

export function gatesDraft(gates: Gates): GatesDraft {
  const texts = GATE_FIELDS.map(({ gate, scale }) => [gate, shortest(gates[gate] * scale)] as const);
  return {
    ...(Object.fromEntries(texts) as Record<NumberGate, string>),
    betterDeflatedSharpe: gates.betterDeflatedSharpe,
    betterLogLoss: gates.betterLogLoss,
  };
}

export const shortest = (value: number): string => String(Number(value.toPrecision(12)));

type Reading = Readonly<{ gates: Gates | null; problems: ReadonlyMap<NumberGate, string> }>;

export function readGates(draft: GatesDraft): Reading {
  const problems = new Map<NumberGate, string>();
  const numbers = GATE_FIELDS.map((field) => {
    const { value, problem } = readNumber(draft[field.gate], field);
    if (problem !== null) problems.set(field.gate, problem);
    return [field.gate, value / field.scale] as const;
  });
  if (problems.size > 0) return { gates: null, problems };
  const { betterDeflatedSharpe, betterLogLoss } = draft;
  return {
    gates: {
      ...(Object.fromEntries(numbers) as Record<NumberGate, number>),
      betterDeflatedSharpe,
      betterLogLoss,
    },
    problems,
  };
}

type Bounds = Pick<GateField, "label" | "unit" | "min" | "max" | "isWhole">;

/** A typed number within bounds; the problem names the thing, its bounds and what was typed. */
export function readNumber(text: string, { label, unit, min, max, isWhole }: Bounds) {
  const tidy = text.trim().replaceAll(",", ".").replaceAll(/\s/g, "");
  const value = tidy === "" ? Number.NaN : Number(tidy);
  const with_ = unit === "" ? "" : ` ${unit}`;
  const problem = !Number.isFinite(value)
    ? `${label}: ${tidy === "" ? "a number is missing" : `${text} is no number`}`
    : isWhole && !Number.isInteger(value)
      ? `${label} is a whole number, this is ${shortest(value)}`
      : value < min || value > max
        ? `${label} goes from ${shortest(min)} to ${shortest(max)}${with_}, this is ${shortest(value)}${with_}`
        : null;
  return { value, problem };
}
