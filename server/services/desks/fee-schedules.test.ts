import { expect, test } from "vitest";
import { testSpec } from "@/server/testing/engine-run";
import { feeSchedule } from "./fee-schedules";

const spot = (makerFeePpm: number, takerFeePpm: number) => testSpec({ makerFeePpm, takerFeePpm });
const linear = testSpec({
  makerFeePpm: 200,
  takerFeePpm: 500,
  contract: {
    kind: "linear",
    settle: "USDT",
    inverseAtoms: 0n,
    tiers: [],
    liquidationFeePpm: 0,
    fundingIntervalMicros: 28_800_000_000,
  },
});

// DOMAIN.md 4, in per cent: 0.10/0.10, perp 0.02/0.05, 0.60/1.20, 0.25/0.40, 0.10/0.10, perp 0.02/0.05.
test.each([
  ["binance", spot(1_000, 1_000)],
  ["binance", linear],
  ["simulated", spot(1_000, 1_000)],
  ["recorded-btcusdt", spot(1_000, 1_000)],
  ["coinbase", spot(6_000, 12_000)],
  ["kraken", spot(2_500, 4_000)],
  ["kucoin", spot(1_000, 1_000)],
  ["delta", linear],
])("%s begins with its base tier", (venueId, spec) => {
  const { makerFeePpm, takerFeePpm } = spec;
  expect(feeSchedule(venueId, [spec])).toEqual({
    tiers: [{ fromVolumeAtoms: 0n, makerFeePpm, takerFeePpm }],
    tier: null,
  });
});

test("what the venue's own data say goes before the table", () => {
  expect(feeSchedule("binance", [spot(1_000, 1_000), spot(0, 0)])).toBeNull();
  expect(feeSchedule("binance", [spot(1_000, 1_000), linear])).toBeNull();
  expect(feeSchedule("bitstamp", [spot(1_000, 1_000)])).toBeNull();
});
