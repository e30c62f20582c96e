import type { Check } from "@/server/engine/risk/check-input";
import { capRefusal } from "./cap-refusal";

/** Instruments that move together, long and short added up, as a share of equity. */
export const checkClusterCap: Check = (input) => capRefusal("cluster_cap", input);
