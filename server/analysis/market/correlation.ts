import { mean } from "@/server/analysis/moments";
import type { Correlation } from "@/server/domain/risk/market-facts";
import type { TimedReturn } from "./bar-returns";

export type ReturnsOf = Readonly<{ instrumentId: string; returns: readonly TimedReturn[] }>;

const PPM = 1_000_000;

/**
 * Pearson's correlation of each pair over the spans that both have, in whole ppm. A pair with fewer than `barsMin` of
 * them is left out, and so is one of which a side never moved.
 */
export function correlationMatrix(all: readonly ReturnsOf[], barsMin: number): Correlation[] {
  const pairs: Correlation[] = [];
  all.forEach((a, i) => {
    const byTime = new Map(a.returns.map(({ at, value }) => [at, value]));
    for (const b of all.slice(i + 1)) {
      const common = b.returns.flatMap(({ at, value }) => {
        const other = byTime.get(at);
        return other === undefined ? [] : [[other, value] as const];
      });
      const found = common.length < barsMin ? null : pearson(common);
      if (found === null) continue;
      pairs.push({ a: a.instrumentId, b: b.instrumentId, ppm: Math.round(found * PPM), bars: common.length });
    }
  });
  return pairs;
}

/** −1 to 1; null where one side does not vary. */
function pearson(pairs: readonly (readonly [number, number])[]): number | null {
  const [meanX, meanY] = [mean(pairs.map(([x]) => x)), mean(pairs.map(([, y]) => y))];
  let [xx, yy, xy] = [0, 0, 0];
  for (const [x, y] of pairs) {
    xx += (x - meanX) ** 2;
    yy += (y - meanY) ** 2;
    xy += (x - meanX) * (y - meanY);
  }
  if (xx === 0 || yy === 0) return null;
  return Math.min(1, Math.max(-1, xy / Math.sqrt(xx * yy)));
}
