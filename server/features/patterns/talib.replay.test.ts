/**
 * Expected: TA-Lib 0.8.1 (Python package TA-Lib 0.8.2), default candle settings and penetration, over the first 30,000
 * 5m bars of Binance BTC/USDT from 2024-12-31 00:00 UTC, prices times 100; the sign of each value; bars 20 and later.
 */
import { describe, expect, test } from "vitest";
import { BarHistory } from "@/server/features/bars/bar-history";
import { haveRecordedBars, recordedBars } from "@/server/features/testing/recorded-bars";
import { candlesticks, PATTERNS } from "./candlesticks";

/** Pattern, bars with 1 and the sum of their indices, bars with -1 and the sum of their indices. */
const EXPECTED: readonly (readonly [string, number, number, number, number])[] = [
  ["doji", 3459, 51345013, 0, 0],
  ["dragonfly_doji", 665, 9936175, 0, 0],
  ["gravestone_doji", 647, 9089919, 0, 0],
  ["long_legged_doji", 3429, 50881188, 0, 0],
  ["rickshaw_man", 2051, 30756479, 0, 0],
  ["takuri", 657, 9785132, 0, 0],
  ["marubozu", 1493, 22228267, 1413, 21062968],
  ["closing_marubozu", 2942, 43941082, 2826, 43024587],
  ["belt_hold", 3502, 52126266, 3442, 51419152],
  ["long_line", 3141, 47439716, 3088, 46585153],
  ["short_line", 1959, 28950022, 1938, 28286637],
  ["spinning_top", 2278, 33982009, 2150, 32490085],
  ["high_wave", 1317, 19700355, 1228, 18477814],
  ["hammer", 1142, 16981423, 0, 0],
  ["hanging_man", 0, 0, 563, 8157356],
  ["inverted_hammer", 122, 1879134, 0, 0],
  ["shooting_star", 0, 0, 166, 2414931],
  ["engulfing", 2746, 41011413, 2803, 41501011],
  ["harami", 1423, 21208314, 1406, 21139495],
  ["harami_cross", 265, 3981431, 295, 4473066],
  ["doji_star", 77, 1173802, 62, 929882],
  ["piercing", 5, 104216, 0, 0],
  ["dark_cloud_cover", 0, 0, 7, 120254],
  ["counterattack", 0, 0, 0, 0],
  ["separating_lines", 98, 1340462, 118, 1630290],
  ["in_neck", 0, 0, 2, 42913],
  ["on_neck", 0, 0, 2, 42913],
  ["thrusting", 0, 0, 11, 229296],
  ["homing_pigeon", 0, 0, 0, 0],
  ["matching_low", 419, 6273487, 0, 0],
  ["morning_star", 84, 1387667, 0, 0],
  ["evening_star", 0, 0, 71, 1078889],
  ["morning_doji_star", 24, 413961, 0, 0],
  ["evening_doji_star", 0, 0, 15, 224053],
  ["abandoned_baby", 0, 0, 0, 0],
  ["two_crows", 0, 0, 0, 0],
  ["upside_gap_two_crows", 0, 0, 0, 0],
  ["three_black_crows", 0, 0, 12, 183044],
  ["identical_three_crows", 0, 0, 189, 2783142],
  ["unique_three_river", 0, 0, 0, 0],
  ["three_white_soldiers", 72, 1158638, 0, 0],
  ["advance_block", 0, 0, 470, 6977076],
  ["stalled", 0, 0, 145, 2310228],
  ["three_inside", 92, 1278599, 75, 1184839],
  ["three_outside", 385, 5761518, 477, 7063226],
  ["three_line_strike", 37, 529048, 45, 742254],
  ["stick_sandwich", 8, 155320, 0, 0],
  ["tasuki_gap", 0, 0, 0, 0],
  ["gap_side_by_side_white", 11, 216718, 0, 0],
  ["rise_fall_three_methods", 4, 80741, 4, 29702],
];

describe.skipIf(!haveRecordedBars)("candlestick patterns on a recorded market (../shared/data)", () => {
  test("stand on the bars where TA-Lib finds them", () => {
    const history = new BarHistory(300_000_000);
    const update = candlesticks.create();
    const out = new Float64Array(PATTERNS.length);
    const sums = PATTERNS.map(() => [0, 0, 0, 0]);
    for (const [i, bar] of recordedBars("spot_BTC_USDT", 30_000).entries()) {
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
});
