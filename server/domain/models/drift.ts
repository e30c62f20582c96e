export type DriftLevel = "ok" | "watch" | "alarm" | "unknown";

/** A version's recent life against its training and validation. */
export type DriftReport = Readonly<{
  model: string;
  version: number;
  at: number;
  /** Rows of features and scored predictions that it rests on. */
  rows: number;
  scored: number;
  level: DriftLevel;
  /** Population stability index per column (ten bins of the training rows), greatest first. */
  features: readonly Readonly<{ column: string; psi: number; level: DriftLevel }>[];
  /** PSI of the model's P(up) against out of sample. */
  prediction: Readonly<{ psi: number | null; level: DriftLevel }>;
  accuracy: Readonly<{ live: number | null; validation: number | null; level: DriftLevel }>;
  calibration: Readonly<{ live: number | null; validation: number | null; level: DriftLevel }>;
  /** In words, worst first. */
  texts: readonly string[];
}>;

/** PSI below 0.1 is no change, above 0.25 a shift (Siddiqi, "Credit Risk Scorecards", 2006, ch. 6). */
export const PSI_WATCH = 0.1;
export const PSI_ALARM = 0.25;

const BINS = 10;

/**
 * What chance alone makes of the index: (bins − 1) / independent values (Yurdakul & Naranjo, 2020). Values of a window
 * of `memoryRows` rows share most of it, so a week of 4h values has few that are independent however many rows repeat
 * them. @param rows at least 1
 */
export const psiOfChance = (rows: number, memoryRows: number): number => ((BINS - 1) * Math.max(memoryRows, 1)) / rows;

/** @param chance see `psiOfChance`; an index is watched by what it has beyond it */
export function psiLevel(psi: number, chance: number): DriftLevel {
  if (psi > PSI_ALARM + chance) return "alarm";
  return psi > PSI_WATCH + chance ? "watch" : "ok";
}
