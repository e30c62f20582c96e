import type { Check } from "@/server/engine/risk/check-input";
import { capRefusal } from "./cap-refusal";

/** Long less short if everything on the order's side fills, as a share of equity. */
export const checkNetCap: Check = (input) => capRefusal("net_cap", input);
