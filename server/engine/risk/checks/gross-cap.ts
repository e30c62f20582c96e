import type { Check } from "@/server/engine/risk/check-input";
import { capRefusal } from "./cap-refusal";

/** All long and short exposure added up, as a share of equity. */
export const checkGrossCap: Check = (input) => capRefusal("gross_cap", input);
