import type { RouterOutputs } from "@/server/trpc/root";

export type FeatureCatalog = RouterOutputs["features"]["catalog"];
export type FeatureDefinition = FeatureCatalog["definitions"][number];
export type FeatureCoverage = RouterOutputs["features"]["coverage"];
export type FeatureStats = RouterOutputs["features"]["stats"];
export type ColumnStats = FeatureStats["columns"][number];
export type Backfill = FeatureCoverage["backfills"][number];
