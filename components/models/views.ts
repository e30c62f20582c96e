import type { RouterOutputs } from "@/server/trpc/root";

export type ModelView = RouterOutputs["models"]["list"][number];
export type VersionSummary = ModelView["versions"][number];
export type ModelDetail = RouterOutputs["models"]["get"];
export type VersionDetail = RouterOutputs["models"]["version"];
export type RecipeOptions = RouterOutputs["models"]["options"];
export type LiveScores = VersionSummary["live"];
export type PredictionRow = VersionDetail["predictions"][number];
