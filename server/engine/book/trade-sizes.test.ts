import fc from "fast-check";
import { expect, test } from "vitest";
import { TradeSizes } from "./trade-sizes";

test("the median of the last 101 trades, whatever came before, and after a restore too", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 1_000 }), { maxLength: 300 }), fc.nat({ max: 300 }), (sizes, cut) => {
      let trades = new TradeSizes();
      sizes.forEach((lots, i) => {
        if (i === cut) {
          const restored = new TradeSizes();
          restored.load(trades.save());
          trades = restored;
        }
        trades.add(lots);
      });
      const last = sizes.slice(-101).sort((a, b) => a - b);
      expect(trades.median()).toBe(last[(last.length - 1) >> 1] ?? null);
    }),
  );
});
