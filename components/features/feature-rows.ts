/** Columns of a set with what they mean and how they are spread, filtered as a person types. Pure. */
import type { ColumnStats, FeatureCatalog, FeatureDefinition } from "./views";

export type FeatureRow = Readonly<{
  name: string;
  interval: string;
  definition: FeatureDefinition;
  /** Null while they are being reckoned, or where they cannot be. */
  stats: ColumnStats | null;
}>;

type Wanted = Readonly<{ set: string; q: string; group: string; interval: string }>;

export function featureRows(
  { sets, definitions }: FeatureCatalog,
  stats: readonly ColumnStats[],
  wanted: Wanted,
): readonly FeatureRow[] {
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const byColumn = new Map(stats.map((one) => [one.column, one]));
  const words = wanted.q
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  return (sets.find(({ name }) => name === wanted.set)?.columns ?? []).flatMap((column) => {
    const definition = byName.get(column.feature);
    if (definition === undefined) return [];
    const interval = column.interval ?? "1s";
    if (wanted.interval !== "all" && wanted.interval !== interval) return [];
    if (wanted.group !== "all" && wanted.group !== definition.group) return [];
    const text = `${column.name} ${definition.title} ${definition.group} ${definition.formula}`.toLowerCase();
    if (!words.every((word) => text.includes(word))) return [];
    return [{ name: column.name, interval, definition, stats: byColumn.get(column.name) ?? null }];
  });
}

export const intervalsOf = ({ sets }: FeatureCatalog, set: string): readonly string[] => [
  ...new Set((sets.find(({ name }) => name === set)?.columns ?? []).map(({ interval }) => interval ?? "1s")),
];

export function groupsOf({ sets, definitions }: FeatureCatalog, set: string): readonly string[] {
  const held = new Set((sets.find(({ name }) => name === set)?.columns ?? []).map(({ feature }) => feature));
  return [...new Set(definitions.filter(({ name }) => held.has(name)).map(({ group }) => group))];
}

/** `0 to 100`, `at least 0`, `any`. */
export function rangeText([min, max]: FeatureDefinition["range"]): string {
  if (min === null && max === null) return "any";
  if (min === null) return `at most ${max}`;
  return max === null ? `at least ${min}` : `${min} to ${max}`;
}

/** Short and honest: four figures, powers where they need them. */
export function valueText(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text = size >= 1e6 || size < 1e-4 ? value.toExponential(2) : String(Number(value.toPrecision(4)));
  return text.replaceAll("-", "−");
}
