/** Where two rows of one kind and id do not agree: field by field, down to the last digit. */
import type { Difference } from "@/server/domain/parity";
import { encodeWire } from "@/server/domain/wire";

/** Of a value in a report. */
const SHOWN_CHARS_MAX = 200;

type Place = Readonly<{ kind: string; id: string }>;

/** @param replayed  null when the replay has no such row; likewise `stored` */
export function differencesOf(place: Place, replayed: unknown, stored: unknown): readonly Difference[] {
  const found: Difference[] = [];
  walk(found, { ...place, field: "" }, [replayed ?? null, stored ?? null]);
  return found;
}

function walk(
  found: Difference[],
  at: Place & { field: string },
  [replayed, stored]: readonly [unknown, unknown],
): void {
  if (replayed === stored) return;
  if (!isBranch(replayed) || !isBranch(stored) || Array.isArray(replayed) !== Array.isArray(stored)) {
    found.push({ ...at, replayed: shown(replayed), stored: shown(stored) });
    return;
  }
  for (const key of new Set([...Object.keys(replayed), ...Object.keys(stored)])) {
    const field = at.field === "" ? key : `${at.field}.${key}`;
    walk(found, { ...at, field }, [replayed[key] ?? null, stored[key] ?? null]);
  }
}

const isBranch = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

function shown(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const text = typeof value === "bigint" ? value.toString() : typeof value === "string" ? value : encodeWire(value);
  return text.length > SHOWN_CHARS_MAX ? `${text.slice(0, SHOWN_CHARS_MAX)}…` : text;
}
