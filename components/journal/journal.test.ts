import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BTC_INVERSE } from "@/components/desk/testing";
import { atoms } from "@/server/domain/atoms";
import { notionalAtoms } from "@/server/domain/instrument";
import { lots } from "@/server/domain/lots";
import { micros } from "@/server/domain/micros";
import { type QueueCause, type QueuePoint } from "@/server/domain/order";
import { ticks } from "@/server/domain/ticks";
import { bookRows } from "./book-rows";
import { costsOf, waterfall } from "./costs";
import { legsOf, momentsOf } from "./legs";
import { toAverage, toBareSize, toMid, toPrice, toSignedQuote } from "./quantity";
import { queueCurve, totalsOf } from "./queue-curve";
import { orderSentence, tripSentence } from "./sentence";
import { aFill, anOrder, btc, START } from "./testing/stories";

describe("quantities", () => {
  test("prices, mids, sizes and averages as people write them", () => {
    expect(toPrice(btc, 6_421_190)).toBe("64,211.90");
    expect(toMid(btc, 12_842_381)).toBe("64,211.905");
    expect(toBareSize(btc, 5_000)).toBe("0.05");
    expect(toBareSize(btc, 100_000)).toBe("1");
    expect(toBareSize(btc, 123_456_789)).toBe("1,234.56789");
    // 0.05 BTC for 3,210.595 USDT is 64,211.90 a coin.
    expect(toAverage(btc, notionalAtoms(btc, 6_421_190, 5_000), 5_000)).toBe("64,211.9000");
    expect(toAverage(btc, 0n, 0)).toBeNull();
  });

  test("a cost below a cent is not shown as nothing", () => {
    expect(toSignedQuote(btc, -42_000n)).toBe("−0.000420 USDT");
    expect(toSignedQuote(btc, 150_000_000n)).toBe("+1.50 USDT");
  });
});

describe("the sentence", () => {
  test("a passive fill says how long it waited and how it did against the mid", () => {
    const fills = [aFill()];
    const order = anOrder({
      state: "FILLED",
      filledLots: lots(5_000),
      filledAtoms: notionalAtoms(btc, 6_421_190, 5_000),
      arrivalMidHalfTicks: 12_843_400,
    });
    // Arrival mid 64,217.00 against 64,211.90 paid: 5.10 / 64,217 = 0.794 bp better.
    expect(orderSentence({ order, fills, costs: costsOf(order, fills, btc), spec: btc })).toBe(
      "Bought 0.05 BTC at 64,211.90, passive, after 41 s in the queue; 0.8 bp better than the arrival mid.",
    );
  });

  test("an unfilled order says why not, with what was still ahead", () => {
    const order = anOrder({
      state: "CANCELLED",
      closedAt: micros(START + 12_062_000),
      reason: { rule: "cancelled_by_strategy", text: "Signal decayed.", limit: null, value: null, distance: null },
    });
    expect(orderSentence({ order, fills: [], costs: null, spec: btc })).toBe(
      "Buying 0.05 BTC at 64,211.90 (post-only) was cancelled unfilled after 12 s with 1.84 BTC still ahead: signal decayed.",
    );
  });

  test("a refusal gives the rule's words", () => {
    const reason = {
      rule: "min_notional",
      text: "3 USDT is below the minimum of 5 USDT",
      limit: "5",
      value: "3",
      distance: "2",
    };
    const order = anOrder({ state: "REJECTED", reason: { ...reason, rule: "min_notional" } });
    expect(orderSentence({ order, fills: [], costs: null, spec: btc })).toContain("was refused: 3 USDT is below");
  });

  test("a partial fill says what became of the rest", () => {
    const fills = [aFill({ sizeLots: lots(2_000) })];
    const order = anOrder({ state: "PARTIALLY_FILLED", filledLots: lots(2_000), filledAtoms: fills[0]!.notionalAtoms });
    expect(orderSentence({ order, fills, costs: null, spec: btc })).toContain("; 0.03 BTC still resting.");
  });

  test("a round trip says what was paid, got and kept", () => {
    const trip = {
      id: "trip-1",
      instrumentId: btc.id,
      origin: "manual",
      openedAt: micros(START),
      closedAt: micros(START + 200_000_000),
      maxSizeLots: 5_000,
      boughtLots: 5_000,
      boughtAtoms: notionalAtoms(btc, 6_421_190, 5_000),
      soldAtoms: notionalAtoms(btc, 6_431_190, 5_000),
      feesAtoms: atoms(642_619_000n),
      pnlAtoms: atoms(-142_619_000n),
      orderIds: [],
      fillIds: [],
      exitNote: "The signal turned.",
    };
    expect(tripSentence({ trip, spec: btc, opened: "buy" })).toBe(
      "Bought 0.05 BTC at 64,211.90, sold it at 64,311.90, held 3 min 20 s, and lost 1.43 USDT after fees. Left because the signal turned.",
    );
    expect(tripSentence({ trip, spec: btc, opened: "sell" })).toBe(
      "Sold short 0.05 BTC at 64,311.90, bought it back at 64,211.90, held 3 min 20 s, and lost 1.43 USDT after fees. Left because the signal turned.",
    );
    expect(tripSentence({ trip, spec: btc, opened: "buy", isLiquidated: true })).toContain(
      "after fees. The venue closed it: the margin was gone.",
    );
  });

  test("a liquidation is told as what the venue did", () => {
    const fills = [aFill({ side: "sell", liquidity: "taker" })];
    const order = anOrder({
      role: "liquidation",
      origin: "liquidation",
      side: "sell",
      state: "FILLED",
      filledLots: lots(5_000),
      filledAtoms: notionalAtoms(btc, 6_421_190, 5_000),
    });
    expect(orderSentence({ order, fills, costs: null, spec: btc })).toBe(
      "The margin was gone and the venue closed the long: sold 0.05 BTC at 64,211.90, taking liquidity.",
    );
  });
});

describe("costs", () => {
  const anyFill = fc
    .record({
      price: fc.integer({ min: 6_400_000, max: 6_450_000 }),
      size: fc.integer({ min: 1, max: 1_000_000 }),
      fee: fc.bigInt(0n, 10n ** 12n),
      impactTicks: fc.constantFrom(0, 0, 3, 250),
    })
    .map(({ price, size, fee, impactTicks }) =>
      aFill({ priceTicks: ticks(price), sizeLots: lots(size), feeAtoms: atoms(fee), impactTicks }),
    );

  test("parts add up to money paid against the mid at decision, to half an atom", () => {
    fc.assert(
      fc.property(
        fc.array(anyFill, { minLength: 1, maxLength: 8 }),
        fc.constantFrom("buy" as const, "sell" as const),
        fc.tuple(fc.integer({ min: 12_800_000, max: 12_900_000 }), fc.integer({ min: 12_800_000, max: 12_900_000 })),
        (fills, side, [decision, arrival]) => {
          const order = anOrder({ side, decisionMidHalfTicks: decision, arrivalMidHalfTicks: arrival });
          const costs = costsOf(order, fills, btc)!;
          const sign = side === "buy" ? 1n : -1n;
          const paid = fills.reduce((sum, f) => sum + 2n * f.notionalAtoms, 0n);
          const ideal = fills.reduce((sum, f) => sum + BigInt(decision) * BigInt(f.sizeLots) * btc.atomsPerTickLot, 0n);
          const fees = fills.reduce((sum, f) => sum + 2n * f.feeAtoms, 0n);
          expect(costs.totalHalfAtoms).toBe(sign * (paid - ideal) + fees);
          expect(costs.parts.reduce((sum, part) => sum + part.halfAtoms, 0n)).toBe(costs.totalHalfAtoms);
          const bars = waterfall(costs);
          bars.slice(1, -1).forEach((bar, i) => expect(bar.from).toBe(bars[i]!.to));
          expect(bars.at(-1)!.to).toBe(bars.at(-2)!.to);
        },
      ),
    );
  });

  test("our own impact is a part of its own, taken out of the execution", () => {
    const order = anOrder({ arrivalMidHalfTicks: 12_842_380, decisionMidHalfTicks: 12_842_380 });
    const [moved, still] = [100, 0].map((impactTicks) => costsOf(order, [aFill({ impactTicks })], btc)!);
    const part = (costs: typeof moved, id: string) => costs?.parts.find((each) => each.id === id)?.halfAtoms;
    // 100 ticks of 0.01 on 0.05 BTC are 0.05 USDT: 5,000,000 atoms.
    expect(part(moved, "impact")).toBe(10_000_000n);
    expect(part(still, "impact")).toBeUndefined();
    expect((part(moved, "execution") ?? 0n) + 10_000_000n).toBe(part(still, "execution"));
    expect(moved?.totalHalfAtoms).toBe(still?.totalHalfAtoms);
  });

  // 10 contracts of 1 USD bought at 100.00 against a mid of 99.00: 10/99 - 10/100 BTC = 0.00101010 BTC.
  test("an inverse contract costs in its own currency, and its parts add up", () => {
    const fill = aFill({
      priceTicks: ticks(10_000),
      sizeLots: lots(10),
      notionalAtoms: notionalAtoms(BTC_INVERSE, 10_000, 10),
      feeAtoms: atoms(5_000n),
      impactTicks: 20,
    });
    const order = anOrder({ decisionMidHalfTicks: 19_790, arrivalMidHalfTicks: 19_800 });
    const bought = costsOf(order, [fill], BTC_INVERSE)!;
    const withoutWay = bought.totalHalfAtoms - bought.parts[0]!.halfAtoms - 10_000n;
    expect(Number(withoutWay) / 2).toBeCloseTo(101_010, -1);
    expect(bought.parts.map(({ id, halfAtoms }) => [id, halfAtoms > 0n])).toEqual([
      ["waiting", true],
      ["execution", true],
      ["impact", true],
      ["fees", true],
    ]);
    expect(bought.parts.reduce((sum, part) => sum + part.halfAtoms, 0n)).toBe(bought.totalHalfAtoms);
    const sold = costsOf({ ...order, side: "sell" }, [{ ...fill, side: "sell", impactTicks: 0 }], BTC_INVERSE)!;
    expect(sold.totalHalfAtoms - 10_000n).toBe(10_000n - bought.totalHalfAtoms);
  });

  test("nothing filled, nothing to price", () => expect(costsOf(anOrder(), [], btc)).toBeNull());
});

describe("legs", () => {
  test("cover the line from end to end, in order, whatever the durations", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10 ** 9), { minLength: 2, maxLength: 6 }), (offsets) => {
        const at = [...offsets].sort((a, b) => a - b);
        const legs = legsOf(at.map((o) => ({ id: "decided" as const, label: "", hint: "", at: START + o })));
        expect(legs.reduce((sum, leg) => sum + leg.width, 0)).toBeCloseTo(1, 9);
        expect(legs.reduce((sum, leg) => sum + leg.micros, 0)).toBe(at.at(-1)! - at[0]!);
        for (const leg of legs) expect(leg.width).toBeGreaterThan(0.02);
      }),
    );
  });

  test("a wait that dwarfs the latencies is cut and says so", () => {
    const order = anOrder({ state: "FILLED", closedAt: micros(START + 41_130_000) });
    const legs = legsOf(momentsOf(order, [aFill()]));
    expect(legs.filter((leg) => leg.isBroken).map((leg) => [leg.from.id, leg.to.id])).toEqual([
      ["acknowledged", "firstFill"],
    ]);
  });
});

describe("the queue", () => {
  const point = (at: number, cause: QueueCause, ahead: [number, number]): QueuePoint => ({
    at: micros(START + at),
    cause,
    aheadLots: ahead[0],
    deltaLots: ahead[1],
  });
  const trace = [
    point(0, "accepted", [210, 0]),
    point(5, "trade", [160, 50]),
    point(9, "cancel", [150, 10]),
    point(20, "trade", [0, 150]),
  ];

  test("totals by cause account for all that was ahead", () => {
    expect(totalsOf(trace)).toEqual({
      atAcceptLots: 210,
      nowLots: 0,
      byTradesLots: 200,
      byCancelsLots: 10,
      byOtherLots: 0,
      lostPlace: 0,
    });
  });

  test("the curve begins full, ends at the close and steps down", () => {
    const curve = queueCurve(trace, START + 40)!;
    expect(curve.points.map(({ x, y }) => [x, Number(y.toFixed(3))])).toEqual([
      [0, 1],
      [0.125, 0.762],
      [0.225, 0.714],
      [0.5, 0],
    ]);
    expect(curve.path).toBe("M0 0H0.125V0.2381H0.225V0.28571H0.5V1H1");
  });

  test("an order that never rested has no curve", () => expect(queueCurve([], START)).toBeNull());
});

test("two books are aligned by price; beyond a picture's reach nothing is claimed", () => {
  const at = micros(START);
  const rows = bookRows(
    {
      at,
      bids: [
        [100, 5],
        [99, 2],
      ],
      asks: [[101, 3]],
    },
    {
      at,
      bids: [
        [100, 4],
        [98, 7],
      ],
      asks: [
        [102, 6],
        [103, 1],
      ],
    },
  );
  expect(rows).toEqual([
    { priceTicks: 103, side: "ask", beforeLots: null, afterLots: 1 },
    { priceTicks: 102, side: "ask", beforeLots: null, afterLots: 6 },
    { priceTicks: 101, side: "ask", beforeLots: 3, afterLots: 0 },
    { priceTicks: 100, side: "bid", beforeLots: 5, afterLots: 4 },
    { priceTicks: 99, side: "bid", beforeLots: 2, afterLots: 0 },
    { priceTicks: 98, side: "bid", beforeLots: null, afterLots: 7 },
  ]);
});
