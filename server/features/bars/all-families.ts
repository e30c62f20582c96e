/** Every family of bar features; the order is that of the full set's columns within an interval. */
import type { BarFamily } from "./bar-family";
import { calendar } from "./calendar";
import { exponentialAverages } from "./exponential-averages";
import { movingAverages } from "./moving-averages";
import { returns } from "./returns";

export const BAR_FAMILIES: readonly BarFamily[] = [movingAverages, exponentialAverages, returns, calendar];
