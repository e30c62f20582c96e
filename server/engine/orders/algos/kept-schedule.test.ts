/** In a liquid market a schedule is kept, whatever its size, slices, time and start. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseAtoms } from "@/server/domain/atoms";
import type { ParentOrder } from "@/server/domain/parent-order";
import { testSettings } from "@/server/testing/engine-run";
import { ParentRun } from "@/server/testing/parent-run";

const largestSlice = ({ schedule }: ParentOrder): number =>
  Math.max(...schedule.map(({ lots }, k) => lots - (schedule[k - 1]?.lots ?? 0)));

const plannedLots = ({ schedule }: ParentOrder, at: number): number =>
  schedule.findLast((point) => point.at <= at)?.lots ?? 0;

const anyWish = fc.record({
  kind: fc.constantFrom("twap" as const, "vwap" as const),
  side: fc.constantFrom("buy" as const, "sell" as const),
  lots: fc.integer({ min: 2_000, max: 20_000 }),
  slices: fc.integer({ min: 3, max: 20 }),
  secondsPerSlice: fc.integer({ min: 4, max: 12 }),
  isPassiveFirst: fc.boolean(),
  startMillis: fc.integer({ min: 0, max: 999 }),
  weight: fc.integer({ min: 1, max: 50 }),
});

test("what is done is never more than a slice from the plan, and all is done at the end", () => {
  fc.assert(
    fc.property(anyWish, ({ lots, slices, secondsPerSlice, startMillis, weight, ...wish }) => {
      const desk = new ParentRun(testSettings({ openingBalanceAtoms: parseAtoms("1000000") }));
      if (wish.side === "sell") desk.submit(50, { side: "buy", size: `${lots / 100}` });
      desk.seconds(2);
      desk.millis += startMillis;
      const size = `${lots / 100}`;
      const durationMicros = slices * secondsPerSlice * 1_000_000;
      const volumeCurvePpm = Array.from({ length: 48 }, (_, half) => 1 + half * weight);
      const started = desk.start({ ...wish, size, slices, durationMicros, volumeCurvePpm });
      const tolerance = largestSlice(started);
      while (desk.engine.now() < started.endsAt + 2_000_000) {
        desk.seconds(1);
        const { filledLots } = desk.parent();
        expect(Math.abs(filledLots - plannedLots(started, desk.engine.now()))).toBeLessThanOrEqual(tolerance);
      }
      expect(desk.parent()).toMatchObject({ state: "DONE", filledLots: lots });
    }),
    { numRuns: 25 },
  );
});
