import { describe, expect, test } from "vitest";
import { FIGURE_IDS, FIGURES, type FigureId } from "@/server/domain/performance-figures";
import { chartData, lineText } from "./chart-view";
import { curvePaths } from "./curve-paths";
import { figureText, figureTone } from "./figure-text";
import { heatOf, monthRows } from "./month-rows";
import { waterfallOf } from "./part-words";
import { reportRequest } from "./report-params";
import type { Attribution, PerformanceWindow } from "./views";
import { parseMinute, refreshMillis, toWindowRequest, type WindowParams, windowQuery } from "./window-words";

const params = (change: Partial<WindowParams> = {}): WindowParams => ({
  window: "all",
  from: "",
  to: "",
  by: "strategy",
  ...change,
});
const custom = (from: string, to: string) => params({ window: "custom", from, to });
/** `date -ud 2026-11-21T10:00 +%s` */
const TEN = 1_795_255_200_000_000;

describe("a window in the address", () => {
  test("is a preset, or two UTC minutes", () => {
    expect(toWindowRequest(params({ window: "7d" })).request).toEqual({ preset: "7d" });
    expect(toWindowRequest(custom("2026-11-21T10:00", "2026-11-21 11:30")).request).toEqual({
      from: TEN,
      to: TEN + 5_400_000_000,
    });
  });

  test.each([
    ["yesterday", "2026-11-21 11:00", "The start must be a UTC time"],
    ["2026-11-21 10:00", "2026-02-31 10:00", "The end must be a UTC time"],
    ["2026-11-21 10:00", "2026-11-21 10:00", "The end must be later than the start"],
  ])("from %s to %s is said to be none", (from, to, words) => {
    expect(toWindowRequest(custom(from, to)).problem).toContain(words);
  });

  test("goes into the exports and back out of the report's address", () => {
    const query = new URLSearchParams(windowQuery("d", custom("2026-11-21 10:00", "2026-11-21 11:00"), { by: "day" }));
    expect(Object.fromEntries(query)).toEqual({
      deskId: "d",
      window: "custom",
      from: String(TEN),
      to: String(TEN + 3_600_000_000),
      by: "day",
    });
    expect(reportRequest(Object.fromEntries(query))).toEqual({ from: TEN, to: TEN + 3_600_000_000 });
    expect(reportRequest({})).toEqual({ preset: "all" });
    expect(reportRequest({ window: "never" })).toBeNull();
    for (const from of ["x", "", "-60000000", "1.5", "9999999999999999"])
      expect(reportRequest({ window: "custom", from, to: "120000000" })).toBeNull();
  });

  test("is read anew the less often the longer it is, and never when it has ended", () => {
    const day = 86_400e6;
    const all = params();
    expect([refreshMillis(all, day), refreshMillis(all, 30 * day), refreshMillis(all, 365 * day)]).toEqual([
      4_000, 15_000, 60_000,
    ]);
    expect(refreshMillis(custom("a", "b"), day)).toBe(false);
    expect(parseMinute("1969-12-31 23:59")).toBeNull();
  });
});

describe("key figures", () => {
  const context = { currency: "USDT", period: "hour" } as const;
  test.each<[FigureId, number, string]>([
    ["totalReturn", -0.01234, "−1.23 %"],
    ["volatility", 0.5, "50.00 %"],
    ["sharpe", -1.5, "−1.50"],
    ["expectancy", 1234.5, "+1\u202f234.50"],
    ["traded", 1234.5, "1\u202f234.50"],
    ["averageHolding", 90_000_000, "1 min 30 s"],
    ["trips", 12, "12"],
    ["trackRecord", 33.2, "34 hours"],
  ])("%s of %d is %s", (id, value, text) => {
    expect(figureText(id, value, context)).toBe(text);
  });

  test("have a meaning and a formula each, and a tone where better and worse can be told", () => {
    for (const id of FIGURE_IDS)
      expect([FIGURES[id].means, FIGURES[id].formula].every((text) => text !== "")).toBe(true);
    expect([figureTone("totalReturn", -1), figureTone("sharpe", 1), figureTone("volatility", 1)]).toEqual([
      "down",
      "up",
      null,
    ]);
  });
});

describe("the waterfall", () => {
  const parts = {
    marketAtoms: 30n,
    adverseSelectionAtoms: -50n,
    latencyAtoms: 0n,
    waitingAtoms: 0n,
    spreadAtoms: 10n,
    slippageAtoms: 0n,
    impactAtoms: 0n,
    feeAtoms: -10n,
    fundingAtoms: 0n,
    insuranceAtoms: 0n,
  };
  test("steps from nothing to the total, and leaves out what is rare and nothing", () => {
    const total = { parts, totalAtoms: -20n, fills: 1, unknownFills: 0, withoutMarkout: 0 } as Attribution["total"];
    const { bars, zero } = waterfallOf(total);
    expect(bars.map(({ id }) => id)).toEqual([
      "marketAtoms",
      "adverseSelectionAtoms",
      "latencyAtoms",
      "waitingAtoms",
      "spreadAtoms",
      "slippageAtoms",
      "feeAtoms",
      "total",
    ]);
    // From −20 to 30: nothing lies at two fifths.
    expect(zero).toBe(0.4);
    for (const [i, bar] of bars.slice(1, -1).entries()) expect(bar.from).toBe(bars[i]?.to);
    expect(bars.at(-1)).toMatchObject({ atoms: -20n, from: 0.4, to: 0 });
  });
});

describe("pictures", () => {
  const point = (at: number, equity: number, depth: number | null) =>
    ({ at: at * 1e6, equity, pessimistic: equity - 1, optimistic: null, depth }) as PerformanceWindow["curve"][number];

  test("a chart without rolling ratios has no such line; the legend tells the newest, or what is under the crosshair", () => {
    const rolling = {
      periods: 30,
      period: "day",
      points: [{ at: 1, sharpe: { value: null, reason: "few" } }],
    } as const;
    const data = chartData({ curve: [point(1, 100, 0), point(2, 90, 0.1)], rolling } as unknown as PerformanceWindow);
    expect([data.has("sharpe"), data.has("pessimistic"), data.has("equity")]).toEqual([false, true, true]);
    expect([lineText("equity", null, data), lineText("drawdown", null, data)]).toEqual(["90.00", "−10.00 %"]);
    expect(lineText("equity", { time: 1, equity: 100 }, data)).toBe("100.00");
    expect(lineText("optimistic", null, data)).toBe("–");
  });

  test("paper's line spans its frame", () => {
    const paths = curvePaths([point(0, 100, 0), point(10, 80, 0.2)], { width: 100, height: 50, deep: 20 });
    // Lowest is the pessimistic 79, highest 100.
    expect([paths.low, paths.high, paths.deepest]).toEqual([79, 100, 0.2]);
    expect(paths.equity).toBe("M0.0 0.0L100.0 47.6");
    expect(paths.depth).toBe("M0.0 0L0.0 0.0L100.0 20.0L100.0 0Z");
  });

  test("months stand in their columns, coloured by how much", () => {
    const month = { year: 2026, month: 3, value: -0.04, days: 31, isPartial: false };
    const { rows, most } = monthRows([{ year: 2026, months: [month], value: -0.04 }]);
    expect(rows[0]?.months.map((cell) => cell?.value ?? null).indexOf(-0.04)).toBe(2);
    expect(most).toBe(0.04);
    expect([heatOf(0, most), heatOf(-0.04, most)]).toEqual([
      "var(--surface-2)",
      "color-mix(in srgb, var(--down) 34%, var(--surface-1))",
    ]);
  });
});
