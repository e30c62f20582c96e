/** Which rows a model is not asked about: what it was never shown it can only guess at. */
import type { ColumnReference } from "@/server/domain/models/manifest";

/** What training saw of a column. */
export type Range = Pick<ColumnReference, "column" | "min" | "max" | "missingShare">;

/** A column that was missing in at least this share of the training rows may be missing now. */
const MISSING_SHARE_USUAL = 0.01;
/** A value may lie outside what training saw by this share of the range that training saw. */
const MARGIN_SHARE = 0.5;
/** float32 rounds; a column that never moved in training may differ by so much. */
const MARGIN_RELATIVE = 1e-6;
const NAMED_MAX = 3;

/**
 * Why the model must not be asked, the worst columns by name; null when it may.
 *
 * @param row  one row, or several, oldest first
 */
export function refusalOf(row: Float32Array, reference: readonly Range[]): string | null {
  const troubles: string[] = [];
  let count = 0;
  for (let i = 0; i < row.length; i++) {
    const column = reference[i % reference.length];
    const trouble = column && troubleOf(row[i] as number, column);
    if (!trouble) continue;
    count += 1;
    if (troubles.length < NAMED_MAX && !troubles.includes(trouble)) troubles.push(trouble);
  }
  if (count === 0) return null;
  const others = count - troubles.length;
  return `${troubles.join("; ")}${others > 0 ? `; and ${others} more` : ""}`;
}

function troubleOf(value: number, { column, min, max, missingShare }: Range): string | null {
  if (Number.isNaN(value)) return missingShare >= MISSING_SHARE_USUAL ? null : `${column} is missing`;
  if (!Number.isFinite(value)) return `${column} is ${value}`;
  const margin = Math.max((max - min) * MARGIN_SHARE, Math.max(Math.abs(min), Math.abs(max)) * MARGIN_RELATIVE);
  if (value >= min - margin && value <= max + margin) return null;
  return `${column} is ${shown(value)}, training saw ${shown(min)} to ${shown(max)}`;
}

const shown = (value: number): string =>
  Number.isFinite(value) ? Number(value.toPrecision(4)).toString() : `${value}`;
