/** One instrument of one recording: its rows, and what became of the mid after each of them. */
import { MICROS_PER_SECOND } from "@/server/domain/micros";
import { GRID_DEFINITIONS } from "@/server/features/grid/grid-row-stream";
import { forwardReturns } from "@/server/features/labels/forward";
import { labelsOf } from "@/server/features/labels/labels-of";
import type { GridRows } from "./grid-rows";

/** What is foreseen, seconds. */
export const HORIZONS = [10, 1] as const;
export type Horizon = (typeof HORIZONS)[number];

export type Ahead = Readonly<{
  /** Return of the mid; NaN where it is not known. */
  move: Float64Array;
  /** Its sign, 0 down and 1 up, NaN for none; and when it was known, µs. */
  sign: Float64Array;
  endAt: Float64Array;
}>;

export type Session = Readonly<{
  name: string;
  rows: number;
  x: Float32Array;
  at: Float64Array;
  ahead: Readonly<Record<Horizon, Ahead>>;
}>;

export function sessionOf(name: string, { x, series }: GridRows): Session {
  const ahead = (seconds: Horizon): Ahead => {
    const horizonMicros = seconds * MICROS_PER_SECOND;
    const { y: sign, endAt } = labelsOf({ kind: "sign", horizonMicros }, series);
    return { move: forwardReturns(series, horizonMicros).y, sign, endAt };
  };
  return { name, rows: series.at.length, x, at: series.at, ahead: { 10: ahead(10), 1: ahead(1) } };
}

const WIDTH = GRID_DEFINITIONS.length;

/** @throws RangeError for a feature that the grid does not have */
export function columnOf(name: string): number {
  const column = GRID_DEFINITIONS.findIndex((definition) => definition.name === name);
  if (column < 0) throw new RangeError(`the grid has no feature ${name}`);
  return column;
}

export const valueOf = (session: Session, row: number, column: number): number =>
  session.x[row * WIDTH + column] as number;
