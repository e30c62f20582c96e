import { expect, test } from "vitest";
import { instrument, notionalAtoms } from "./instrument";
import { perpetualContract } from "./perpetual";

const LINEAR = {
  kind: "linear",
  base: "BTC",
  settle: "USDT",
  tickSize: "0.1",
  lotSize: "0.001",
  faceValue: "1",
  liquidationFee: "0.012500",
} as const;
const INVERSE = { ...LINEAR, kind: "inverse", settle: "BTC", lotSize: "1", faceValue: "100" } as const;

test("a coin-margined contract of 100 USD is worth 100/price bitcoin, to the atom", () => {
  const contract = perpetualContract(INVERSE);
  const spec = instrument({
    venueId: "test",
    symbol: "BTC/USD:BTC",
    venueSymbol: "BTCUSD_PERP",
    base: "BTC",
    quote: "USD",
    version: 1,
    tickSize: "0.1",
    lotSize: "1",
    minNotional: "0",
    makerFeePpm: 100,
    takerFeePpm: 500,
    contract,
  });
  expect(contract).toMatchObject({ kind: "inverse", settle: "BTC", liquidationFeePpm: 12_500 });
  // 7 contracts at 50,000.0 USD: 700 / 50,000 = 0.014 BTC; 1 at 61,804.7 USD: 0.001617999… BTC, rounded down.
  expect(notionalAtoms(spec, 500_000, 7)).toBe(1_400_000n);
  expect(notionalAtoms(spec, 618_047, 1)).toBe(161_799n);
});

// Binance's published "maintenance amounts" of these tiers, USDT: what each rate on the whole exceeds the tiers by.
test("the tiers add up to the maintenance amounts that the venue published with them", () => {
  const amounts: number[] = [];
  let [from, rate, amount] = [0, 0, 0];
  for (const { upToAtoms, maintenancePpm } of perpetualContract(LINEAR).tiers) {
    if (rate > 0) amounts.push((amount += (from * (maintenancePpm - rate)) / 1_000_000));
    rate = maintenancePpm;
    from = Number(upToAtoms ?? 0n) / 1e8;
  }
  expect(amounts).toEqual([50, 1_300, 46_300, 421_300, 1_921_300, 3_921_300, 6_421_300, 26_421_300, 101_421_300]);
});

test.each([LINEAR, INVERSE, { ...LINEAR, base: "ETH" }, { ...INVERSE, base: "ETH", settle: "ETH", faceValue: "10" }])(
  "%j: tiers rise in notional and maintenance, fall in leverage, and the last is open",
  (terms) => {
    const { tiers, inverseAtoms, kind } = perpetualContract(terms);
    expect(tiers.at(-1)?.upToAtoms).toBeNull();
    for (const [i, tier] of tiers.entries()) {
      const before = tiers[i - 1];
      expect(tier.maintenancePpm * tier.maxLeverage).toBeLessThan(1_000_000);
      if (before === undefined) continue;
      expect(tier.maintenancePpm).toBeGreaterThan(before.maintenancePpm);
      expect(tier.maxLeverage).toBeLessThan(before.maxLeverage);
      if (tier.upToAtoms !== null) expect(tier.upToAtoms).toBeGreaterThan(before.upToAtoms ?? 0n);
    }
    expect(inverseAtoms > 0n).toBe(kind === "inverse");
  },
);

test("a listing that does not say its liquidation fee gets 1.25 %", () => {
  expect(perpetualContract({ ...LINEAR, liquidationFee: null }).liquidationFeePpm).toBe(12_500);
  expect(perpetualContract({ ...LINEAR, liquidationFee: "0.012000" }).liquidationFeePpm).toBe(12_000);
});
