import type { FeatureDefinition } from "@/server/features/feature";

type Shared = Pick<FeatureDefinition, "group" | "source" | "inputs">;
type Own = Omit<FeatureDefinition, "group" | "source" | "inputs" | "version"> &
  Partial<Pick<FeatureDefinition, "group" | "source" | "inputs" | "version">>;

/** Definitions of one family, which share a group, a source and inputs unless one says otherwise. */
export const definer =
  (shared: Shared) =>
  (own: Own): FeatureDefinition => ({ version: 1, ...shared, ...own });
