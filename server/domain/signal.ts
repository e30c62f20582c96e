import type { Micros } from "./micros";

/** What a strategy thought when it decided something, at most one per decision. */
export type Signal = Readonly<{
  seq: number;
  at: Micros;
  strategy: string;
  instrumentId: string;
  /** −1 … +1. */
  strength: number;
  action: "enter" | "exit" | "hold" | "cancel";
  /** One sentence: what it saw and why it acts. */
  text: string;
  inputs: Readonly<Record<string, number>>;
}>;
