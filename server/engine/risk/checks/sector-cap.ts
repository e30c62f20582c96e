import type { Check } from "@/server/engine/risk/check-input";
import { capRefusal } from "./cap-refusal";

/** Long and short of one sector added up, as a share of equity. */
export const checkSectorCap: Check = (input) => capRefusal("sector_cap", input);
