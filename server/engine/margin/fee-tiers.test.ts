import { describe, expect, test } from "vitest";
import { atoms, parseAtoms } from "@/server/domain/atoms";
import { feePpmOf, withDearestFees } from "@/server/domain/fees";
import { ABC, EngineRun, testExecution, testSettings } from "@/server/testing/engine-run";
import { FeeVolume } from "./fee-volume";

const tier = (from: string, makerFeePpm: number, takerFeePpm: number) => ({
  fromVolumeAtoms: parseAtoms(from),
  makerFeePpm,
  takerFeePpm,
});
/** 0.10/0.20 %, from 150 on 0.08/0.10 %, from 1,000 on a rebate of 0.01 % and 0.05 %. */
const tiers = [tier("0", 1_000, 2_000), tier("150", 800, 1_000), tier("1000", -100, 500)];
const opened = (fees: Parameters<typeof feePpmOf>[0]) =>
  new EngineRun(testSettings({ execution: testExecution({ fees }) })).feed((m) =>
    m.at(0).snapshot({ bids: [["99.99", "50"]], asks: [["100.00", "50"]] }),
  );
const buys = (run: EngineRun, count: number) => {
  for (let i = 0; i < count; i++) {
    run.submit(i * 1_000 + 1, { side: "buy", size: "1" });
    run.timer(i * 1_000 + 500);
  }
  return run.fills().map(({ feeAtoms }) => feeAtoms);
};

describe("fees of a desk with tiers", () => {
  test("follow its own volume, as it stood before each fill", () => {
    // Each fill is 100 USDT: before the second 100 have traded, before the third 200.
    expect(buys(opened({ tiers, tier: null }), 3)).toEqual(["0.2", "0.2", "0.1"].map(parseAtoms));
  });

  test("are those of the row that the settings fix, whatever was traded", () => {
    expect(buys(opened({ tiers, tier: 2 }), 2)).toEqual(["0.05", "0.05"].map(parseAtoms));
  });

  test("are the instrument's own without tiers", () => {
    expect(buys(opened(null), 1)).toEqual([parseAtoms("0.1")]);
  });

  test("set aside the dearest that can be reached, so that cash never falls short", () => {
    const run = opened({ tiers, tier: null });
    run.submit(1, { side: "buy", size: "60", price: "99.98" });
    // 5,998.80, 0.2 % of it, and an atom for each of 6,000 lots: 10,000 − 6,010.7976 − 0.00006 are free.
    const order = { side: "buy", size: "39.9", price: "99.98" } as const;
    const refused = run.order(run.submit(2, order));
    expect(refused.reason).toMatchObject({ rule: "cash", limit: "3,989.20234 USDT" });
  });
});

test("volume counts for thirty UTC days, the present one included", () => {
  const day = 86_400_000_000;
  const volume = new FeeVolume();
  volume.add(10 * day, 5n);
  volume.add(10 * day + 1, 2n);
  volume.add(12 * day, 1n);
  expect(volume.trailingAtoms(12 * day)).toBe(8n);
  expect(volume.trailingAtoms(40 * day - 1)).toBe(8n);
  expect(volume.trailingAtoms(40 * day)).toBe(1n);
  expect(volume.trailingAtoms(42 * day)).toBe(0n);
});

test("a tier begins at its volume, not above it", () => {
  const ask = (volume: bigint) =>
    feePpmOf({ tiers, tier: null }, { spec: ABC, liquidity: "maker", volumeAtoms: volume });
  expect([parseAtoms("150") - 1n, parseAtoms("150"), parseAtoms("1000")].map(ask)).toEqual([1_000, 800, -100]);
  expect(withDearestFees(ABC, { tiers, tier: null })).toMatchObject({ makerFeePpm: 1_000, takerFeePpm: 2_000 });
  expect(withDearestFees(ABC, { tiers, tier: 2 })).toMatchObject({ makerFeePpm: -100, takerFeePpm: 500 });
});

test.each([
  ["the first fee tier must begin at no volume", { tiers: tiers.slice(1), tier: null }],
  ["fee tier 2: volumes must rise", { tiers: [tier("0", 1, 1), tier("0", 1, 1)], tier: null }],
  ["the chosen fee tier must be a whole number from 0 to 2, was 3", { tiers, tier: 3 }],
  [
    "fee tier 1 in ppm must be a whole number",
    { tiers: [{ fromVolumeAtoms: atoms(0n), makerFeePpm: 0.5, takerFeePpm: 1 }], tier: null },
  ],
])("settings are refused: %s", (message, fees) => {
  expect(() => opened(fees)).toThrow(message);
});
