/**
 * Expected: TA-Lib 0.8.1 (Python package TA-Lib 0.8.2), default candle settings and penetration, over 60,000 bars of
 * `gappyBars(5)`; the sign of each value; bars 20 and later. Every pattern comes by but three black crows, which the
 * recorded market of the replay test has.
 */
import { expect, test } from "vitest";
import { BarHistory } from "@/server/features/bars/bar-history";
import { gappyBars } from "@/server/features/testing/random-bars";
import { candlesticks, PATTERNS } from "./candlesticks";

/** Pattern, bars with 1 and the sum of their indices, bars with -1 and the sum of their indices. */
const EXPECTED: readonly (readonly [string, number, number, number, number])[] = [
  ["doji", 17015, 510039782, 0, 0],
  ["dragonfly_doji", 4223, 127092609, 0, 0],
  ["gravestone_doji", 4188, 125252888, 0, 0],
  ["long_legged_doji", 14788, 443032948, 0, 0],
  ["rickshaw_man", 5010, 152129195, 0, 0],
  ["takuri", 4735, 142835533, 0, 0],
  ["marubozu", 3084, 92616646, 2918, 88175300],
  ["closing_marubozu", 6351, 191333417, 6177, 185736499],
  ["belt_hold", 6367, 191439548, 6214, 185682142],
  ["long_line", 4798, 143584083, 4600, 137907624],
  ["short_line", 6339, 191542220, 5172, 153703270],
  ["spinning_top", 6341, 192282101, 4071, 121715814],
  ["high_wave", 4852, 147025699, 2619, 78256083],
  ["hammer", 3213, 96882139, 0, 0],
  ["hanging_man", 0, 0, 2671, 79787278],
  ["inverted_hammer", 1767, 53118323, 0, 0],
  ["shooting_star", 0, 0, 1796, 54074292],
  ["engulfing", 3291, 99627701, 4091, 123660166],
  ["harami", 2904, 86375998, 2956, 89172676],
  ["harami_cross", 1641, 48443668, 1746, 52194798],
  ["doji_star", 1255, 37971096, 1318, 39267052],
  ["piercing", 74, 1997730, 0, 0],
  ["dark_cloud_cover", 0, 0, 86, 2427729],
  ["counterattack", 43, 1383376, 59, 1887059],
  ["separating_lines", 292, 8814521, 464, 13496165],
  ["in_neck", 0, 0, 47, 1574343],
  ["on_neck", 0, 0, 127, 3952600],
  ["thrusting", 0, 0, 168, 4663604],
  ["homing_pigeon", 449, 12589721, 0, 0],
  ["matching_low", 1271, 36211210, 0, 0],
  ["morning_star", 156, 4657560, 0, 0],
  ["evening_star", 0, 0, 167, 4794836],
  ["morning_doji_star", 92, 2824482, 0, 0],
  ["evening_doji_star", 0, 0, 88, 2560865],
  ["abandoned_baby", 12, 351398, 6, 145313],
  ["two_crows", 0, 0, 9, 228979],
  ["upside_gap_two_crows", 0, 0, 19, 580262],
  ["three_black_crows", 0, 0, 0, 0],
  ["identical_three_crows", 0, 0, 133, 3824469],
  ["unique_three_river", 45, 1342732, 0, 0],
  ["three_white_soldiers", 105, 3052582, 0, 0],
  ["advance_block", 0, 0, 330, 10377558],
  ["stalled", 0, 0, 289, 9166281],
  ["three_inside", 234, 6490302, 259, 7944403],
  ["three_outside", 426, 12410348, 503, 15328415],
  ["three_line_strike", 6, 212107, 7, 314303],
  ["stick_sandwich", 32, 1221931, 0, 0],
  ["tasuki_gap", 43, 1313481, 45, 1298836],
  ["gap_side_by_side_white", 186, 5642777, 188, 5729282],
  ["rise_fall_three_methods", 5, 195847, 8, 195598],
];

test("candlestick patterns stand on the bars where TA-Lib finds them", () => {
  const history = new BarHistory(60_000_000);
  const update = candlesticks.create();
  const out = new Float64Array(PATTERNS.length);
  const sums = PATTERNS.map(() => [0, 0, 0, 0]);
  for (const [i, bar] of gappyBars(5, 60_000).entries()) {
    history.push(bar);
    update(history, out, 0);
    if (i < 20) continue;
    for (const [j, value] of out.entries()) {
      const sum = sums[j] ?? [];
      const at = value > 0 ? 0 : 2;
      if (value !== 0) sum[at] = (sum[at] ?? 0) + 1;
      if (value !== 0) sum[at + 1] = (sum[at + 1] ?? 0) + i;
    }
  }
  expect(PATTERNS.map(({ name }, i) => [name, ...(sums[i] ?? [])])).toEqual(EXPECTED);
});
