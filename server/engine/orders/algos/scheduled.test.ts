import { describe, expect, test } from "vitest";
import { ParentRun } from "@/server/testing/parent-run";

describe("TWAP", () => {
  test("sends equal slices in equal times, crossing, and is done before its end", () => {
    const desk = new ParentRun();
    const started = desk.start({ size: "10.02" });
    expect(started.schedule.map(({ at, lots: due }) => [at - started.decidedAt, due])).toEqual([
      [0, 0],
      [5_000_000, 250],
      [10_000_000, 501],
      [15_000_000, 751],
      [20_000_000, 1_002],
    ]);
    desk.seconds(17);
    const parent = desk.parent();
    expect(desk.children().map(({ sizeLots, type, role }) => [sizeLots, type, role])).toEqual([
      [250, "market", "slice"],
      [251, "market", "slice"],
      [250, "market", "slice"],
      [251, "market", "slice"],
    ]);
    expect(parent).toMatchObject({ state: "DONE", filledLots: 1_002, slicesSent: 4, reason: null, text: "done" });
    // A slice is sent at the first second after the one before is due; its fill is known with the next event, here 100 or 900 ms later.
    expect(parent.done.map(({ at, lots: done }) => [(at - started.decidedAt) / 1_000, done])).toEqual([
      [900, 250],
      [6_000, 501],
      [11_000, 751],
      [16_000, 1_002],
    ]);
  });

  test("half a spread and the fees are its whole shortfall on a market that stands still", () => {
    const desk = new ParentRun();
    desk.start();
    desk.seconds(17);
    // 10 ABC at 100.01 against a mid of 100.00: 0.1 USDT; fees 0.1 % of 1000.1, rounded up per fill.
    expect(desk.parent().shortfall).toEqual({
      delayAtoms: 0n,
      tradingAtoms: 10_000_000n,
      opportunityAtoms: 0n,
      feeAtoms: 100_010_000n,
      totalAtoms: 110_010_000n,
      totalBps: 11.001,
    });
  });

  test("a passive slice rests at the touch, follows it, and crosses shortly before it is due", () => {
    const desk = new ParentRun();
    desk.start({ isPassiveFirst: true });
    desk.seconds(1);
    expect(desk.children()).toMatchObject([{ state: "ACCEPTED", limitTicks: 9_999, sizeLots: 250, postOnly: true }]);
    expect(desk.parent().text).toBe("slice 1 of 4: rests at the touch");
    desk.seconds(1, (m) => m.book({ bids: [["100.00", "7"]] }));
    desk.seconds(1);
    expect(desk.children()).toMatchObject([{ limitTicks: 10_000, aheadAtAcceptLots: 50_000, aheadLots: 700 }]);
    desk.seconds(2);
    const [first, second] = desk.children();
    expect(first).toMatchObject({ state: "CANCELLED", filledLots: 0, reason: { rule: "parent" } });
    expect(second).toMatchObject({ type: "market", state: "FILLED", sizeLots: 250 });
    expect(desk.parent()).toMatchObject({ filledLots: 250 });
    desk.seconds(1);
    expect(desk.children()[2]).toMatchObject({ state: "ACCEPTED", sizeLots: 250, limitTicks: 10_000 });
  });

  test("a trade that fills the resting slice spares the crossing", () => {
    const desk = new ParentRun();
    desk.start({ isPassiveFirst: true });
    desk.seconds(1, (m) => m.trade("sell", "99.99", "502.5"));
    desk.seconds(4);
    expect(desk.children()[0]).toMatchObject({ state: "FILLED" });
    expect(desk.fills().map(({ liquidity }) => liquidity)).toEqual(["maker"]);
  });
});

describe("within a limit", () => {
  test("a crossing slice waits while the market is beyond the limit, and goes with the next chance", () => {
    const desk = new ParentRun();
    desk.start({ limit: "100.00" });
    desk.seconds(6);
    expect(desk.children()).toEqual([]);
    expect(desk.parent().text).toBe("slice 2 of 4 waits: the market is beyond its limit");
    desk.seconds(1, (m) => m.book({ asks: [["100.00", "3"]] }));
    desk.seconds(1);
    // Two slices are due, and the limit gives three lots' worth of one level.
    expect(desk.children()[0]).toMatchObject({ type: "limit", timeInForce: "IOC", limitTicks: 10_000, sizeLots: 500 });
    expect(desk.fills().map(({ priceTicks, sizeLots }) => [priceTicks, sizeLots])).toEqual([[10_000, 300]]);
  });

  test("a passive slice rests at the limit when the touch is dearer", () => {
    const desk = new ParentRun();
    desk.start({ limit: "99.90", isPassiveFirst: true });
    desk.seconds(5);
    expect(desk.children()).toMatchObject([{ limitTicks: 9_990, state: "ACCEPTED", sizeLots: 250 }]);
    desk.seconds(17);
    expect(desk.parent()).toMatchObject({ state: "EXPIRED", filledLots: 0, reason: { rule: "parent" } });
    expect(desk.children().every(({ state }) => state === "CANCELLED")).toBe(true);
  });
});

describe("VWAP", () => {
  // T0 is midnight UTC: half hour 0.
  const curve = (first: number, second: number) =>
    Array.from({ length: 48 }, (_, i) => (i === 0 ? first : i === 1 ? second : 10_000));

  test("slices follow the curve, evenly within a half hour", () => {
    const desk = new ParentRun();
    desk.millis = 15 * 60_000;
    for (let at = 59_900; at < desk.millis; at += 20_000) desk.feed((m) => m.at(at).book({ bids: [["99.98", "500"]] }));
    const { schedule } = desk.start({
      kind: "vwap",
      slices: 6,
      durationMicros: 30 * 60_000_000,
      volumeCurvePpm: curve(10_000, 30_000),
    });
    // 15 minutes at weight 1, 15 at weight 3: 5 of 60 parts each, then 15 of 60.
    expect(schedule.map(({ lots }) => lots)).toEqual([0, 83, 166, 250, 500, 750, 1_000]);
  });

  test("without history the schedule is flat and says so", () => {
    const desk = new ParentRun();
    const { schedule, text } = desk.start({ kind: "vwap", size: "10.02" });
    expect(schedule.map(({ lots }) => lots)).toEqual([0, 250, 501, 751, 1_002]);
    expect(text).toBe("slice 1 of 4: crosses (flat: no history)");
  });

  test("what is too small for the venue is gathered until it is not", () => {
    const desk = new ParentRun();
    // 0.5 ABC in four: 0.05 is worth 5 USDT, and 10 are needed.
    const tilted = Array.from({ length: 48 }, () => 0).with(0, 1);
    desk.start({ kind: "vwap", size: "0.5", durationMicros: 20_000_000, volumeCurvePpm: tilted });
    desk.seconds(17);
    expect(desk.parent()).toMatchObject({ state: "DONE" });
    expect(desk.children().every(({ state, sizeLots }) => state === "FILLED" && sizeLots >= 10)).toBe(true);
  });
});
