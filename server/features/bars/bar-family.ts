import type { FeatureDefinition } from "@/server/features/feature";
import type { BarHistory } from "./bar-history";

/** Writes the values of the newest bar into `out` from `at` on, in the order of the definitions. */
export type BarUpdate = (history: BarHistory, out: Float64Array, at: number) => void;

/**
 * Features that are computed together.
 *
 * A *window* family reads the newest bars of the history and remembers nothing. A *recursive* one carries state from
 * bar to bar and is therefore run in generations, so that its values do not depend on when a process began. Neither has
 * to care for warm-up: whoever runs it blanks a value until as many bars were seen as its definition says.
 */
export type BarFamily = Readonly<{
  kind: "window" | "recursive";
  definitions: readonly FeatureDefinition[];
  create: () => BarUpdate;
}>;

/** Bounds of a value that has none. */
export const UNBOUNDED = [null, null] as const;
export const AT_LEAST_0 = [0, null] as const;
/** Quotients less one. */
export const AT_LEAST_MINUS_1 = [-1, null] as const;
export const SHARE = [0, 1] as const;
export const SIGNED = [-1, 1] as const;
export const PERCENT = [0, 100] as const;
