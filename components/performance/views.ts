import type { RouterOutputs } from "@/server/trpc/root";

export type PerformanceWindow = NonNullable<RouterOutputs["performance"]["window"]>;
export type AttributionAnswer = RouterOutputs["performance"]["attribution"];
export type Attribution = NonNullable<AttributionAnswer["attribution"]>;
