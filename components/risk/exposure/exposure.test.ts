import { expect, test } from "vitest";
import { parseAtoms } from "@/server/domain/atoms";
import { micros } from "@/server/domain/micros";
import type { MarketFacts } from "@/server/domain/risk/market-facts";
import { DEFAULT_RISK } from "@/server/domain/risk/risk-profiles";
import { aMeasure, aSpot, someMeasures } from "@/server/domain/risk/risk-testing";
import type { InstrumentMeasure, RiskView } from "@/server/domain/risk/risk-view";
import { correlationRows } from "./correlation-cells";
import { exposureView } from "./exposure-rows";
import { regimeRows } from "./regime-rows";

const INSTRUMENTS = ["BTC", "ARB", "ETH"].map((base) => aSpot(base));

const measure = (base: string, over: Partial<InstrumentMeasure> = {}) => aMeasure(`v:${base}/USDT`, over);
const measures = (...instruments: InstrumentMeasure[]) => someMeasures({ instruments });

test("long and short of a sector stand beside each other and do not cancel", () => {
  const { instruments, sectors, total, reach } = exposureView(
    {
      settings: DEFAULT_RISK,
      measures: measures(
        measure("BTC", { exposureAtoms: parseAtoms("2000"), workingBuyAtoms: parseAtoms("500") }),
        measure("ETH", { exposureAtoms: parseAtoms("-1000") }),
        measure("ARB"),
      ),
    },
    INSTRUMENTS,
  );
  expect(instruments.map(({ name }) => name)).toEqual(["BTC/USDT", "ETH/USDT", "ARB/USDT"]);
  expect(sectors.map(({ name, long, short, workingBuy }) => [name, long, short, workingBuy])).toEqual([
    ["L1", 0.2, 0.1, 0.05],
    ["L2", 0, 0, 0],
  ]);
  expect([total.netAtoms, total.long + total.short]).toEqual([parseAtoms("1000"), expect.closeTo(0.3)]);
  // The sector's cap is the widest thing on the scale.
  expect(reach).toBe(0.4);
});

test("with debts instead of equity nothing is drawn as a share of it", () => {
  const owed = { ...measures(measure("BTC", { exposureAtoms: parseAtoms("10") })), equityAtoms: parseAtoms("-1") };
  expect(exposureView({ measures: owed, settings: DEFAULT_RISK }, INSTRUMENTS).total.long).toBe(0);
});

const facts = (correlations: MarketFacts["correlations"]): MarketFacts => ({
  at: micros(0),
  instruments: [
    {
      instrumentId: "v:BTC/USDT",
      hours: 2_000,
      volatility: { median24hPpm: 1_000, averagePpm: 1_100, p25Ppm: 700, p75Ppm: 1_500, p95Ppm: 3_000 },
      atrHalfTicks: null,
      dailyVolatilityPpm: null,
      regime: "ranging",
    },
    {
      instrumentId: "v:ETH/USDT",
      hours: 5,
      volatility: null,
      atrHalfTicks: null,
      dailyVolatilityPpm: null,
      regime: null,
    },
  ],
  correlations,
});

test("clusters stand together, and what is assumed or unknown says so", () => {
  const known = facts([{ a: "v:ETH/USDT", b: "v:BTC/USDT", ppm: 850_000, bars: 720 }]);
  const rows = correlationRows({ facts: known, settings: DEFAULT_RISK, instruments: INSTRUMENTS });
  expect(rows.map(({ name }) => name)).toEqual(["BTC/USDT", "ETH/USDT", "ARB/USDT"]);
  const [, ethOfBtc, arbOfBtc] = rows[0]?.cells ?? [];
  expect(ethOfBtc).toMatchObject({ value: 0.85, bars: 720, isTogether: true, isAssumed: false });
  expect(arbOfBtc).toMatchObject({ value: null, isTogether: false });
  const [, assumed] =
    correlationRows({ facts: null, settings: DEFAULT_RISK, instruments: INSTRUMENTS })[0]?.cells ?? [];
  expect(assumed).toMatchObject({ value: 1, isAssumed: true, isTogether: true });
});

test("volatility stands among its percentiles, and what is not known says why", () => {
  const view = {
    measures: measures(
      measure("BTC", { volatilityPpm: 2_000, volatilityRegime: "high" }),
      measure("ETH"),
      measure("ARB"),
    ),
    facts: facts([]),
    settings: DEFAULT_RISK,
  } as unknown as RiskView;
  const [btc, eth, arb] = regimeRows(view, INSTRUMENTS);
  expect(btc).toMatchObject({
    marks: { median: 1_000, breaker: 4_000 },
    leftPpm: 500_000,
    market: "ranging",
    missing: null,
  });
  expect(btc?.reach).toBeGreaterThan(4_000);
  expect(eth?.missing).toBe("5 h of history; its percentiles need a day.");
  expect(arb?.missing).toMatch(/hourly job/);
});
