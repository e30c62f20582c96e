import { expect, test } from "vitest";
import { toxicityOf } from "./toxic";

const fill = { id: "fill-1", midHalfTicks: 20_000, spreadTicks: 2 };
const after = (bps: number, horizonMicros = 1_000_000) => [{ fillId: "fill-1", horizonMicros, bps }];
const calm = { aheadAtAcceptLots: 50, medianTradeLots: 5 };

// Mid 10,000 ticks, spread 2: half of it is 1 tick, which is 1 bp.
test.each([
  [-1.01, true],
  [-1, false],
  [5, false],
])("a markout of %d bp after a second: %s", (bps, isAdverse) => {
  expect(toxicityOf({ order: calm, fill, markouts: after(bps) })).toEqual({ isCrowded: false, isAdverse });
});

test("other horizons, other fills and unknown spreads do not judge", () => {
  expect(toxicityOf({ order: calm, fill, markouts: after(-9, 100_000) }).isAdverse).toBe(false);
  expect(toxicityOf({ order: calm, fill: { ...fill, id: "fill-2" }, markouts: after(-9) }).isAdverse).toBe(false);
  expect(toxicityOf({ order: calm, fill: { ...fill, spreadTicks: null }, markouts: after(-9) }).isAdverse).toBe(false);
});

test("a crowd is more than ten ordinary trades", () => {
  const crowd = (ahead: number | null, median: number | null) =>
    toxicityOf({ order: { aheadAtAcceptLots: ahead, medianTradeLots: median }, fill, markouts: [] }).isCrowded;
  expect([crowd(51, 5), crowd(50, 5), crowd(null, 5), crowd(51, null)]).toEqual([true, false, false, false]);
});
