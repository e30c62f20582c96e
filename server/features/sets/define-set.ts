import { createHash } from "node:crypto";
import type { FeatureColumn, FeatureSet } from "./feature-set";

/**
 * A set with its hash: sha256 over everything that decides the bits of a row. Text that only explains (title, formula,
 * source) is left out, so that a better sentence does not retire a model.
 */
export function defineSet(set: Omit<FeatureSet, "hash">): FeatureSet {
  const columns = set.columns.map(({ name, interval, definition }) => ({
    name,
    interval,
    feature: definition.name,
    unit: definition.unit,
    range: definition.range,
    warmUp: definition.warmUp,
    version: definition.version,
  }));
  const canonical = JSON.stringify({ name: set.name, version: set.version, grid: set.grid, columns });
  return { ...set, hash: createHash("sha256").update(canonical).digest("hex") };
}

export const columnName = (interval: string, feature: string): FeatureColumn["name"] => `${interval}.${feature}`;
