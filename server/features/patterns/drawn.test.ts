/**
 * Each pattern drawn once, and once with its last candle changed so that it is none. Before it stand fourteen candles
 * with bodies of 10 and ranges of 20 between 95 and 115, the last of them black from 110 to 100: a body is long above
 * 10, a doji below 2, "near" is 4 and "equal" 1.
 */
import { expect, test } from "vitest";
import { BarHistory } from "@/server/features/bars/bar-history";
import { candlesticks, PATTERNS } from "./candlesticks";

/** Pattern, its value, its candles (open, high, low, close), the last one of what is none. */
const DRAWN: readonly (readonly [string, number, string, string])[] = [
  ["doji", 1, "100 110 90 101", "100 112 95 110"],
  ["dragonfly_doji", 1, "100 101 85 100.5", "100 110 85 100.5"],
  ["gravestone_doji", 1, "100 115 99.5 100.5", "100 115 85 100.5"],
  ["long_legged_doji", 1, "100 110 90 101", "100 100.4 99.8 100.4"],
  ["rickshaw_man", 1, "100 110 90 100.5", "108 110 90 108.5"],
  ["takuri", 1, "100 101 85 100.5", "100 108 85 100.5"],
  ["marubozu", 1, "100 121 99 120", "100 130 99 120"],
  ["closing_marubozu", 1, "100 121 85 120", "100 130 85 120"],
  ["belt_hold", 1, "100 130 99 120", "100 130 85 120"],
  ["long_line", 1, "100 123 97 120", "100 123 90 120"],
  ["short_line", 1, "100 108 97 105", "100 118 97 105"],
  ["spinning_top", 1, "100 115 90 105", "100 108 90 105"],
  ["high_wave", 1, "100 120 85 105", "100 112 85 105"],
  ["hammer", 1, "93 95 80 94", "105 107 92 106"],
  ["hanging_man", -1, "112 114 100 113", "105 107 92 106"],
  ["inverted_hammer", 1, "97 110 96 98", "101 114 100 102"],
  ["shooting_star", -1, "112 125 111 113", "105 118 104 106"],
  ["engulfing", 1, "98 114 96 112", "102 114 96 108"],
  ["harami", -1, "100 126 99 125, 115 118 110 112", "115 140 110 138"],
  ["harami_cross", -1, "100 126 99 125, 110 115 105 110.5", "130 135 125 130.5"],
  ["doji_star", -1, "100 126 99 125, 130 135 126 130.5", "120 125 116 120.5"],
  ["piercing", 1, "125 126 99 100, 95 116 94 115", "95 112 94 110"],
  ["dark_cloud_cover", -1, "100 126 99 125, 130 131 104 105", "130 131 114 115"],
  ["counterattack", 1, "125 126 99 100, 80 101 79 100.5", "80 106 79 105"],
  ["separating_lines", 1, "110 131 109.5 130", "105 131 104.5 130"],
  ["in_neck", -1, "125 126 99 100, 95 101 94 100.5", "95 109 94 108"],
  ["on_neck", -1, "125 126 99 100, 95 100 94 99.2", "95 106 94 105"],
  ["thrusting", -1, "125 126 99 100, 95 112 94 110", "95 121 94 120"],
  ["homing_pigeon", 1, "125 126 99 100, 115 118 108 110", "130 131 108 110"],
  ["matching_low", 1, "112 113 99 100.4", "112 113 99 104"],
  ["morning_star", 1, "125 126 99 100, 95 97 92 94, 97 121 96 120", "97 106 96 105"],
  ["evening_star", -1, "100 126 99 125, 130 133 128 131, 128 129 104 105", "128 129 119 120"],
  ["morning_doji_star", 1, "125 126 99 100, 95 97 92 95.5, 97 121 96 120", "97 106 96 105"],
  ["evening_doji_star", -1, "100 126 99 125, 130 133 128 130.5, 128 129 104 105", "128 129 119 120"],
  ["abandoned_baby", 1, "125 126 99 100, 95 97 92 95.5, 99 121 98 120", "97 121 96 120"],
  ["two_crows", -1, "100 126 99 125, 140 142 129 130, 135 136 114 115", "135 136 127 128"],
  ["upside_gap_two_crows", -1, "100 126 99 125, 135 136 129 130, 138 139 126 127", "132 133 126 127"],
  ["three_black_crows", -1, "100 126 99 125, 124 125 113.5 114, 119 120 103.5 104, 109 110 93.5 94", "102 103 93.5 94"],
  ["identical_three_crows", -1, "124 125 113.5 114, 114.2 115 103.5 104, 104.2 105 93.5 94", "109 110 93.5 94"],
  ["unique_three_river", 1, "125 126 99 100, 115 116 90 105, 92 97 91 95", "88 92 87 91"],
  ["three_white_soldiers", 1, "100 120.5 99 120, 115 135.5 114 135, 130 150.5 129 150", "130 165 129 150"],
  ["advance_block", -1, "100 126 99 125, 118 140 117 135, 130 150 129 140", "130 161 129 160"],
  ["stalled", -1, "100 121 99 120, 115 135.5 114 135, 134 140 132 138", "120 137 119 136"],
  ["three_inside", 1, "125 126 99 100, 105 112 104 108, 110 131 109 130", "110 121 109 120"],
  ["three_outside", 1, "98 114 96 112, 110 121 109 120", "110 113 104 105"],
  ["three_line_strike", 1, "100 112 99 110, 108 122 107 120, 118 132 117 130, 133 134 94 95", "133 134 104 105"],
  ["stick_sandwich", 1, "103 121 102 120, 122 123 99 100.3", "122 123 104 105"],
  ["tasuki_gap", 1, "115 126 114 125, 122 123 111 112", "122 123 107 108"],
  ["gap_side_by_side_white", 1, "115 126 114 125, 115.3 127 114 126", "120 132 119 130"],
  [
    "rise_fall_three_methods",
    1,
    "100 131 99 130, 126 128 120 122, 122 124 116 118, 118 120 112 114, 116 141 115 140",
    "116 126 115 125",
  ],
];

const BEFORE = Array.from({ length: 14 }, (_, i) => (i % 2 === 0 ? "100 115 95 110" : "110 115 95 100"));

function valueOf(name: string, candles: readonly string[]): number {
  const history = new BarHistory(60_000_000);
  const update = candlesticks.create();
  const out = new Float64Array(PATTERNS.length);
  for (const [i, text] of [...BEFORE, ...candles].entries()) {
    const [open = 0, high = 0, low = 0, close = 0] = text.split(" ").map(Number);
    history.push({ openAt: i * 60_000_000, open, high, low, close, volume: 1 });
    update(history, out, 0);
  }
  return out[PATTERNS.findIndex((pattern) => pattern.name === name)] ?? Number.NaN;
}

test("all fifty are drawn", () => {
  expect(DRAWN.map(([name]) => name)).toEqual(PATTERNS.map(({ name }) => name));
  expect(PATTERNS).toHaveLength(50);
});

test.each(DRAWN.map(([name, value, drawn, other]) => ({ name, value, drawn: drawn.split(", "), other })))(
  "$name is seen where it is drawn and not where it is not",
  ({ name, value, drawn, other }) => {
    expect(valueOf(name, drawn)).toBe(value);
    expect(valueOf(name, [...drawn.slice(0, -1), other])).toBe(0);
  },
);
