/** What of the Models pages stands in the address. */
import { parseAsBoolean, parseAsInteger, parseAsStringLiteral } from "nuqs/server";

export const MODEL_TABS = ["versions", "runs", "refresh", "recipe", "gates", "log"] as const;
export type ModelTab = (typeof MODEL_TABS)[number];

export const modelParams = { tab: parseAsStringLiteral(MODEL_TABS).withDefault("versions") };
export const compareParams = { a: parseAsInteger, b: parseAsInteger };
/** Null: shown until some model has a champion. */
export const modelsParams = { guide: parseAsBoolean };
