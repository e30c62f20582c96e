import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { atoms, parseAtoms } from "@/server/domain/atoms";
import { notionalAtoms } from "@/server/domain/instrument";
import { SIZING_METHODS } from "@/server/domain/sizing";
import { kellyPpm } from "./kelly";
import { sizePosition } from "./size-position";
import { BTC, BTC_COIN, DOGE, desk, ETH, facts, factsAt, measure, wish } from "./testing";
import { NO_TRADES, type TradeRecord, withTrade } from "./trade-record";

const trades = (...pnls: number[]): TradeRecord =>
  pnls.reduce((record, pnl) => withTrade(record, BigInt(pnl) * 100_000_000n), NO_TRADES);
const many = (count: number, pnl: number): number[] => Array.from({ length: count }, () => pnl);
const linesOf = (result: ReturnType<typeof sizePosition>) =>
  result.note.lines.map(({ label, value }) => `${label} | ${value}`);

// DOMAIN.md 5: equity x 0.02 x strength x 0.25.
describe("signal", () => {
  test("is told line by line", () => {
    const result = sizePosition(wish({ strengthPpm: 800_000, priceTicks: 6_421_190 }), desk());
    // 10,000 x 0.02 x 0.8 x 0.25 = 40; / 64,211.90 = 0.00062293...
    expect(linesOf(result)).toEqual([
      "Equity | 10\u202f000.00 USDT",
      "× 2 % base share | 200.00 USDT",
      "× strength 0.80 | 160.00 USDT",
      "× Kelly fraction 0.25 | 40.00 USDT",
      "× correlation 1.00: nothing is held | 40.00 USDT",
      "× volatility regime 1.00: not known yet | 40.00 USDT",
      "÷ price 64,211.90 | 0.00062293 BTC",
      "Cut to lots of 0.00001 | 0.00062 BTC",
    ]);
    expect(result).toMatchObject({ lots: 62, refusal: null, note: { method: "signal" } });
  });

  test("below the smallest order there is no size, and the note says why", () => {
    const result = sizePosition(wish({ strengthPpm: 100_000 }), desk());
    expect(result.lots).toBe(0);
    expect(result.refusal).toBe("5.00 USDT is less than the smallest order of 10.00 USDT");
    expect(linesOf(result).at(-1)).toBe(`No size: ${result.refusal} | 0`);
  });
});

describe("kelly", () => {
  // The textbook's coin: p = 0.6, b = 1 gives f = 0.6 - 0.4 = 0.2 (Kelly 1956); p = 0.5, b = 2 gives 0.25 (Vince 1990).
  test.each([
    ["p 0.6, b 1", trades(...many(12, 5), ...many(8, -5)), 200_000],
    ["p 0.5, b 2", trades(...many(10, 10), ...many(10, -5)), 250_000],
    ["p 0.4, b 1", trades(...many(8, 5), ...many(12, -5)), -200_000],
    ["no loss", trades(...many(20, 5)), 1_000_000],
    ["no win", trades(...many(20, -5)), -1_000_000],
  ])("%s", (_, record, share) => {
    expect(kellyPpm(record)).toBe(share);
  });

  test("takes half of it: 10,000 x 0.2 x 0.5 = 1,000", () => {
    const record = trades(...many(12, 5), ...many(8, -5));
    const result = sizePosition(wish({ method: "kelly" }), desk({ record }));
    expect(linesOf(result).slice(1, 6)).toEqual([
      "Closed trades | 20: 12 won",
      "p 0.600, b 1.000: f = (p b − (1 − p)) / b | 20 %",
      "× f 0.20 | 2\u202f000.00 USDT",
      "× Kelly fraction 0.50 | 1\u202f000.00 USDT",
      "× correlation 1.00: nothing is held | 1\u202f000.00 USDT",
    ]);
    expect(result.lots).toBe(1_000_000);
  });

  test("is capped at a share of the equity", () => {
    const record = trades(...many(19, 5), ...many(1, -5));
    // f = 0.95 - 0.05 = 0.9; half of it is 45 %, the cap is 25 %.
    const result = sizePosition(wish({ method: "kelly" }), desk({ record }));
    expect(linesOf(result)).toContain("Capped at 25 % of equity | 2\u202f500.00 USDT");
    expect(result.lots).toBe(2_500_000);
  });

  test("with too few trades goes by the signal, and says so", () => {
    const record = trades(...many(12, 5), ...many(7, -5));
    const result = sizePosition(wish({ method: "kelly" }), desk({ record }));
    expect(linesOf(result)[1]).toBe("Closed trades; Kelly needs 20, so by the signal | 19");
    expect(result.lots).toBe(sizePosition(wish(), desk()).lots);
  });

  test("a record that has lost gives nothing", () => {
    const record = trades(...many(8, 5), ...many(12, -5));
    const result = sizePosition(wish({ method: "kelly" }), desk({ record }));
    expect(result).toMatchObject({ lots: 0, refusal: "Kelly's share is -20 %: the trades so far have lost" });
  });
});

describe("fixed fractional", () => {
  // 1 % of 10,000 is 100; at 2 a coin to the stop that is 50 coins, and the cap leaves 25 of them.
  test("loses its share at the stop", () => {
    const roomy = { positionCapPpm: 1_000_000, sectorCapPpm: 1_000_000 };
    const result = sizePosition(wish({ method: "fixed_fractional", stopTicks: 9_800 }), desk({ risk: roomy }));
    expect(linesOf(result).slice(1, 3)).toEqual([
      "× 1 % at risk | 100.00 USDT",
      "÷ 2 % lost at the stop at 98.00 | 5\u202f000.00 USDT",
    ]);
    expect(result.lots).toBe(5_000_000);
    expect(5_000_000 * (10_000 - 9_800)).toBe(100 * 100 * 100_000);
  });

  test("without a stop it goes by the desk's: 5 % below", () => {
    const result = sizePosition(wish({ method: "fixed_fractional" }), desk());
    expect(linesOf(result)).toContain("÷ 5 % lost at the desk's stop | 2\u202f000.00 USDT");
    expect(result.lots).toBe(2_000_000);
  });

  test("a stop on the wrong side is no stop", () => {
    const long = sizePosition(wish({ method: "fixed_fractional", stopTicks: 10_000 }), desk());
    expect(long).toMatchObject({ lots: 0, refusal: "the stop 100.00 must lie below 100.00" });
    const short = sizePosition(wish({ method: "fixed_fractional", side: "sell", stopTicks: 9_900 }), desk());
    expect(short).toMatchObject({ lots: 0, refusal: "the stop 99.00 must lie above 100.00" });
  });

  // Risk 0.01 BTC. Long 100-USD contracts from 50,000 to 40,000 lose 100 (1/40,000 - 1/50,000) = 0.0005 BTC each: 20.
  // Short from 50,000 to 62,500 they lose 100 (1/50,000 - 1/62,500) = 0.0004 BTC each: 25.
  test.each([
    ["buy" as const, 400_000, 20],
    ["sell" as const, 625_000, 25],
  ])("an inverse contract's loss is counted in its coin: %s", (side, stopTicks, contracts) => {
    const one = wish({ spec: BTC_COIN, method: "fixed_fractional", side, priceTicks: 500_000, stopTicks });
    expect(sizePosition(one, desk({ equity: "1" })).lots).toBe(contracts);
  });
});

describe("volatility", () => {
  const quiet = (averagePpm: number) => ({ median24hPpm: 1, averagePpm, p25Ppm: 1, p75Ppm: 1, p95Ppm: 1 });
  const at = (averagePpm: number, volatilityPpm: number) =>
    desk({
      facts: factsAt([facts(BTC, { volatility: quiet(averagePpm) })]),
      held: [measure(BTC, { volatilityPpm })],
    });

  // DOMAIN.md 5: base x min(average / current, 2); the base is 200.
  test.each([
    [{ average: 2_000, now: 4_000 }, 100, "0.50"],
    [{ average: 2_000, now: 1_600 }, 250, "1.25"],
    [{ average: 9_000, now: 1_000 }, 400, "2.00"],
  ])("%j: %i USDT", ({ average, now }, worth, factor) => {
    const result = sizePosition(wish({ method: "volatility" }), at(average, now));
    expect(result.lots).toBe(worth * 1_000);
    expect(linesOf(result)[2]).toContain(`× volatility ${factor}: `);
  });

  test("what is not known makes nothing larger", () => {
    const result = sizePosition(wish({ method: "volatility" }), desk());
    expect(linesOf(result)).toContain("× volatility 1.00: not known yet | 200.00 USDT");
  });
});

describe("atr", () => {
  // ATR 2.50 (500 half ticks), twice that is 5.00: 100 / 5 = 20 coins, worth 2,000.
  test("risks its share over a multiple of ATR(14)", () => {
    const known = desk({ facts: factsAt([facts(BTC, { atrHalfTicks: 500 })]) });
    const result = sizePosition(wish({ method: "atr" }), known);
    expect(linesOf(result)).toContain("÷ 5 % lost at 2.00 × ATR(14) 2.500 | 2\u202f000.00 USDT");
    expect(result.lots).toBe(2_000_000);
  });

  test("unknown, it falls back to the stop in per cent and says so", () => {
    const result = sizePosition(wish({ method: "atr" }), desk({ risk: { stopPpm: 100_000 } }));
    expect(linesOf(result).slice(1, 4)).toEqual([
      "ATR(14) is not known yet: by the stop in per cent | –",
      "× 1 % at risk | 100.00 USDT",
      "÷ 10 % lost at the desk's stop | 1\u202f000.00 USDT",
    ]);
  });
});

test("the worked example of docs/risk.md", () => {
  const held = [
    measure(ETH, { exposureAtoms: parseAtoms("1000") }),
    measure(BTC, { volatilityRegime: "normal", volatilityPpm: 800 }),
  ];
  const at = desk({ held, facts: factsAt([], [[ETH, BTC, 600_000]]) });
  const result = sizePosition(wish({ strengthPpm: 800_000, priceTicks: 6_421_190 }), at);
  expect(linesOf(result).slice(4)).toEqual([
    "× correlation 0.75: 0.60 on average with ETH/USDT | 30.00 USDT",
    "× volatility regime 1.00: normal | 30.00 USDT",
    "÷ price 64,211.90 | 0.00046720 BTC",
    "Cut to lots of 0.00001 | 0.00046 BTC",
  ]);
});

describe("what scales and caps", () => {
  const eth = (usdt: string) => measure(ETH, { exposureAtoms: parseAtoms(usdt) });
  const factorWith = (ppm: number | null, held = [eth("1000")]) => {
    const told = factsAt([], ppm === null ? [] : [[BTC, ETH, ppm]]);
    const line = linesOf(sizePosition(wish(), desk({ facts: told, held }))).find((text) =>
      text.includes("correlation"),
    );
    return line?.split(" | ")[0];
  };

  // Linear from 0.3 to 0.9, at most half: (0.6 - 0.3) / 0.6 x 0.5 = 0.25 off.
  test.each([
    [300_000, "× correlation 1.00: 0.30 on average with ETH/USDT"],
    [600_000, "× correlation 0.75: 0.60 on average with ETH/USDT"],
    [900_000, "× correlation 0.50: 0.90 on average with ETH/USDT"],
    [990_000, "× correlation 0.50: 0.99 on average with ETH/USDT"],
    [-500_000, "× correlation 1.00: −0.50 on average with ETH/USDT"],
    [null, "× correlation 0.50: 1.00 on average with ETH/USDT"],
  ])("correlation %s", (ppm, text) => {
    expect(factorWith(ppm)).toBe(text);
  });

  test("is an average by exposure: 3,000 at 0.9 and 1,000 of an unknown other sector at 0", () => {
    const held = [eth("3000"), measure(DOGE, { exposureAtoms: parseAtoms("1000") })];
    // (3 x 0.9 + 0) / 4 = 0.675: 0.375 / 0.6 x 0.5 = 0.3125 off.
    expect(factorWith(900_000, held)).toBe("× correlation 0.6875: 0.675 on average with ETH/USDT, DOGE/USDT");
  });

  test("what is held the other way offsets, if that was measured", () => {
    expect(factorWith(600_000, [eth("-1000")])).toBe("× correlation 1.00: −0.60 on average with ETH/USDT");
    const mixed = [eth("-1000"), measure(BTC, { exposureAtoms: parseAtoms("1000") })];
    // Of the pair nothing is known: no hedge, so that (1 + 0) / 2 = 0.5 is left: 0.2 / 0.6 x 0.5 = 0.1667 off.
    expect(factorWith(null, mixed)).toBe("× correlation 0.8333: 0.50 on average with BTC/USDT, ETH/USDT");
  });

  test.each([
    ["low" as const, 50],
    ["normal" as const, 50],
    ["high" as const, 25],
    ["extreme" as const, 12.5],
  ])("volatility regime %s", (volatilityRegime, worth) => {
    const result = sizePosition(wish(), desk({ held: [measure(BTC, { volatilityRegime })] }));
    expect(result.lots).toBe(worth * 1_000);
  });

  test("the tightest cap stands, less what is there", () => {
    const held = [measure(BTC, { exposureAtoms: parseAtoms("300"), workingBuyAtoms: parseAtoms("200") }), eth("1500")];
    const more = wish({ method: "fixed_fractional" });
    // Of the position 2,500 - 500 are left, of the sector 4,000 - 500 - 1,500; correlated with itself and its sector: half.
    const wide = sizePosition(more, desk({ held, sizing: { riskPerTradePpm: 100_000 } }));
    expect(linesOf(wide)).toContain("Capped by what the 25 % position limit leaves | 2\u202f000.00 USDT");
    const tight = { held, risk: { sectorCapPpm: 250_000 }, sizing: { riskPerTradePpm: 100_000 } };
    expect(linesOf(sizePosition(more, desk(tight)))).toContain(
      "Capped by what the 25 % sector limit leaves | 500.00 USDT",
    );
    // 0.9 correlated with DOGE of another sector: 3,000 - 500 - 1,500 - 700 are left to the cluster.
    const meme = [...held, measure(DOGE, { exposureAtoms: parseAtoms("700") })];
    const told = factsAt([], [[BTC, DOGE, 900_000]]);
    const together = { ...tight, held: meme, facts: told, risk: { clusterCapPpm: 300_000 } };
    expect(linesOf(sizePosition(more, desk(together)))).toContain(
      "Capped by what the 30 % cluster limit leaves | 300.00 USDT",
    );
    const full = desk({ held: [measure(BTC, { exposureAtoms: parseAtoms("2500") })] });
    expect(sizePosition(more, full)).toMatchObject({ lots: 0, refusal: "the 25 % position limit leaves no room" });
  });
});

const anyDesk = fc.record({
  equity: fc.bigInt({ min: 0n, max: 10n ** 16n }),
  price: fc.integer({ min: 1, max: 10_000_000 }),
  stop: fc.option(fc.integer({ min: 1, max: 20_000_000 })),
  strength: fc.integer({ min: 0, max: 1_000_000 }),
  held: fc.bigInt({ min: -(10n ** 13n), max: 10n ** 13n }),
  correlation: fc.integer({ min: -1_000_000, max: 1_000_000 }),
  atr: fc.option(fc.integer({ min: 1, max: 1_000_000 })),
  pnls: fc.array(fc.integer({ min: -50, max: 50 }), { maxLength: 40 }),
  side: fc.constantFrom("buy" as const, "sell" as const),
  method: fc.constantFrom(...SIZING_METHODS),
  spec: fc.constantFrom(BTC, ETH, BTC_COIN),
});

// Guarantee: whatever the desk holds and knows, a size is whole lots that stay within the position limit and are worth
// the smallest order, or none with its reason; and a fixed fractional loss at the stop is no more than was meant.
test("never more than it may be", () => {
  fc.assert(
    fc.property(anyDesk, ({ equity, price, stop, held, atr, pnls, side, method, spec, ...rest }) => {
      const told = factsAt([facts(spec, { atrHalfTicks: atr })], [[spec, DOGE, rest.correlation]]);
      const at = {
        ...desk({ facts: told, record: trades(...pnls) }),
        measures: {
          equityAtoms: atoms(equity),
          instruments: [measure(spec), measure(DOGE, { exposureAtoms: atoms(held) })],
        },
      };
      const one = wish({ spec, side, method, priceTicks: price, stopTicks: stop, strengthPpm: rest.strength });
      const { lots, refusal, note } = sizePosition(one, at);
      expect(Number.isSafeInteger(lots) && lots >= 0).toBe(true);
      expect(lots === 0).toBe(refusal !== null);
      expect(note.lines.length).toBeLessThanOrEqual(20);
      for (const { label, value } of note.lines) expect(Math.max(label.length, value.length)).toBeLessThanOrEqual(120);
      if (lots === 0) return;
      const worth = notionalAtoms(spec, price, lots);
      expect(worth).toBeLessThanOrEqual(equity / 4n);
      expect(worth).toBeGreaterThanOrEqual(spec.minNotionalAtoms);
      if (method !== "fixed_fractional" || stop === null) return;
      const lost = worth - notionalAtoms(spec, stop, lots);
      // Rounding of the two values of an inverse contract is at most one atom.
      const asLoss = (side === "buy") === (spec.contract === null) ? lost : -lost;
      expect(asLoss <= equity / 100n + 1n).toBe(true);
    }),
    { numRuns: 500 },
  );
});
