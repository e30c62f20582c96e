import { describe, expect, test } from "vitest";
import { parseAtoms } from "@/server/domain/atoms";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { MarketFacts } from "./market-facts";
import { type LimitInput, limitViews, violations } from "./risk-limits";
import { DEFAULT_RISK } from "./risk-profiles";
import type { RiskSettings } from "./risk-settings";
import { shocked } from "./risk-shock";
import { aMeasure, aSpot, someMeasures } from "./risk-testing";
import type { InstrumentMeasure, RiskMeasures } from "./risk-view";

const INSTRUMENTS = ["BTC", "ETH", "ARB"].map((base) => aSpot(base, { lotSize: "0.01" }));

const measure = (base: string, over: Partial<InstrumentMeasure> = {}): InstrumentMeasure =>
  aMeasure(`v:${base}/USDT`, { sector: "other", ...over });

type Given = Partial<Omit<RiskMeasures, "instruments">> &
  Readonly<{ instruments?: readonly InstrumentMeasure[]; settings?: Partial<RiskSettings>; facts?: MarketFacts }>;

function input({ settings, facts, ...over }: Given): LimitInput {
  const measures = someMeasures(over);
  return { measures, settings: { ...DEFAULT_RISK, ...settings }, facts: facts ?? null, instruments: INSTRUMENTS };
}

const pathsOf = (given: LimitInput) => violations(given).map(({ path, name }) => [path, name].join(" ").trim());

describe("exposure", () => {
  const held = (units: string) => ({ sizeLots: 1, exposureAtoms: parseAtoms(units) });

  test("a cap is violated past its number and not at it", () => {
    expect(pathsOf(input({ instruments: [measure("BTC", held("2500"))] }))).toEqual([]);
    expect(pathsOf(input({ instruments: [measure("BTC", held("2500.00000001"))] }))).toEqual([
      "positionCapPpm BTC/USDT",
    ]);
  });

  test("working buys count as if they were held, working sells as if they were not there", () => {
    const one = { ...held("2000"), workingBuyAtoms: parseAtoms("600"), workingSellAtoms: parseAtoms("2000") };
    const views = limitViews(input({ instruments: [measure("BTC", one)] }));
    const [position] = views.filter(({ path }) => path === "positionCapPpm");
    expect(position).toMatchObject({ valueText: "26 %", limitText: "25 %", used: 1.04, isViolated: true });
  });

  test("a sector, a cluster, gross and net add up what their instruments hold", () => {
    const given = input({
      instruments: [measure("BTC", held("2500")), measure("ETH", held("1501")), measure("ARB", held("2000"))],
      settings: { grossCapPpm: 600_000, netCapPpm: 600_100 },
    });
    expect(pathsOf(given)).toEqual(["grossCapPpm", "sectorCapPpm L1"]);
    const cluster = limitViews(given).filter(({ path }) => path === "clusterCapPpm");
    expect(cluster.map(({ name, valueText }) => [name, valueText])).toEqual([
      ["BTC/USDT, ETH/USDT", "40.01 %"],
      ["ARB/USDT", "20 %"],
    ]);
  });

  test("with debts instead of equity everything held is too much", () => {
    const given = input({ equityAtoms: parseAtoms("-1"), instruments: [measure("BTC", held("10"))] });
    expect(pathsOf(given)).toContain("positionCapPpm BTC/USDT");
  });

  test("a strategy's own numbers bear its name and the path of its setting", () => {
    const given = input({
      strategies: [
        { strategy: "ofi", exposureAtoms: parseAtoms("501"), dayAtoms: parseAtoms("-100"), losingStreak: 1 },
      ],
      settings: { strategies: { ofi: { budgetPpm: 50_000, dailyLossPpm: 10_000, method: null } } },
    });
    expect(pathsOf(given)).toEqual(["strategies.ofi.budgetPpm ofi", "strategies.ofi.dailyLossPpm ofi"]);
  });
});

test("losses trip at their number, measured from the day and from the peak", () => {
  const at = (equity: string) =>
    pathsOf(input({ equityAtoms: parseAtoms(equity), peakEquityAtoms: parseAtoms("11000"), losingStreak: 4 }));
  expect(at("9500.00000001")).toEqual([]);
  expect(at("9500")).toEqual(["dailyLossPpm"]);
  expect(at("9350")).toEqual(["dailyLossPpm", "drawdownReducePpm"]);
  expect(at("8250")).toEqual(["dailyLossPpm", "drawdownReducePpm", "drawdownClosePpm"]);
});

test("today's positions are held against other settings", () => {
  const now = input({
    instruments: [measure("BTC", { sizeLots: 1, exposureAtoms: parseAtoms("2000"), gainPpm: -30_000 })],
  });
  expect(pathsOf(now)).toEqual([]);
  const tighter = { ...now, settings: { ...now.settings, positionCapPpm: 100_000, stopPpm: 20_000 } };
  expect(pathsOf(tighter)).toEqual(["positionCapPpm BTC/USDT", "stopPpm BTC/USDT"]);
});

describe("what-if", () => {
  // 0.2 BTC at 100.00 in half ticks of 0.01: 20 lots, bought at 100.00.
  const position = {
    sizeLots: 2_000,
    exposureAtoms: parseAtoms("2000"),
    gainPpm: 0,
    stopHalfTicks: 19_000,
    targetHalfTicks: 22_000,
  };
  const given = input({ instruments: [measure("BTC", position), measure("ETH", position)] });

  test("a fall takes its share of what is held, and says which exits and limits it meets", () => {
    const after = shocked(given, { "v:BTC/USDT": -300_000 });
    expect(after.pnlAtoms).toBe(parseAtoms("-600"));
    expect(after.measures.equityAtoms).toBe(parseAtoms("9400"));
    expect(after.measures.instruments[0]).toMatchObject({ exposureAtoms: parseAtoms("1400"), gainPpm: -300_000 });
    expect(after.exits).toEqual([{ instrumentId: "v:BTC/USDT", exit: "stop" }]);
    expect(after.trips.map(({ path }) => path)).toEqual(["dailyLossPpm", "stopPpm"]);
  });

  test("a stop is met at its price and not before", () => {
    expect(shocked(given, { "v:BTC/USDT": -49_999 }).exits).toEqual([]);
    expect(shocked(given, { "v:BTC/USDT": -50_000 }).exits).toEqual([{ instrumentId: "v:BTC/USDT", exit: "stop" }]);
    expect(shocked(given, { "v:ETH/USDT": 100_000 }).exits).toEqual([{ instrumentId: "v:ETH/USDT", exit: "target" }]);
  });

  test("without a shock nothing changes", () => {
    expect(shocked(given, {})).toMatchObject({ pnlAtoms: 0n, exits: [], trips: [], measures: given.measures });
  });

  test("a short gains by a fall; an inverse contract by 1/p, in its coin", () => {
    const linear = { ...position, exposureAtoms: parseAtoms("-2000"), sizeLots: -2_000, stopHalfTicks: null };
    expect(shocked(input({ instruments: [measure("BTC", linear)] }), { "v:BTC/USDT": -100_000 }).pnlAtoms).toBe(
      parseAtoms("200"),
    );
    const base = aSpot("BTC", { lotSize: "0.01" });
    const tiers = [{ upToAtoms: null, maintenancePpm: 5_000, maxLeverage: 100 }];
    const contract = { kind: "inverse", settle: "BTC", inverseAtoms: 1_000_000_000_000n, tiers } as const;
    const inverse: InstrumentSpec = {
      ...base,
      contract: { ...contract, liquidationFeePpm: 0, fundingIntervalMicros: 1 },
    };
    const long = measure("BTC", { sizeLots: 1, exposureAtoms: parseAtoms("10") });
    // 10 coins' worth of dollars is 20 coins' worth when the price has halved: a long one has lost 10 of them.
    const coin = shocked({ ...input({ instruments: [long] }), instruments: [inverse] }, { "v:BTC/USDT": -500_000 });
    expect(coin.pnlAtoms).toBe(parseAtoms("-10"));
  });
});
