import type { RiskSettings, RiskSettingsChange } from "./risk-settings";

/** What differs, leaf by leaf, in the order of the paths; a leaf that is not there is "". */
export function settingsDiff(from: RiskSettings, to: RiskSettings): RiskSettingsChange["diff"] {
  const before = leaves(from);
  const after = leaves(to);
  return [...new Set([...before.keys(), ...after.keys()])]
    .toSorted()
    .filter((path) => before.get(path) !== after.get(path))
    .map((path) => ({ path, from: before.get(path) ?? "", to: after.get(path) ?? "" }));
}

function leaves(value: unknown, path = ""): Map<string, string> {
  if (typeof value !== "object" || value === null) return new Map([[path, String(value)]]);
  return new Map(
    Object.entries(value).flatMap(([key, part]) => [...leaves(part, path === "" ? key : `${path}.${key}`)]),
  );
}
