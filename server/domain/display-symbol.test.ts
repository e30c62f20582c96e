import { expect, test } from "vitest";
import { addressSymbol, displaySymbol } from "./display-symbol";
import type { ContractSpec } from "./instrument";

const contract = (kind: ContractSpec["kind"], settle: string): ContractSpec => ({
  kind,
  settle,
  inverseAtoms: kind === "inverse" ? 100_000_000_000n : 0n,
  tiers: [],
  liquidationFeePpm: 0,
  fundingIntervalMicros: 1,
});

test.each([
  [{ base: "BTC", quote: "USDT", contract: null }, "BTC/USDT"],
  [{ base: "BTC", quote: "USDT", contract: contract("linear", "USDT") }, "BTC/USDT perp"],
  [{ base: "BTC", quote: "USD", contract: contract("inverse", "BTC") }, "BTC/USD perp"],
])("instrument %# has the name that people use", (spec, name) => {
  expect(displaySymbol(spec)).toBe(name);
});

test("instruments that the venue calls alike have addresses of their own", () => {
  const names = [null, contract("linear", "USDT")].map((terms) =>
    addressSymbol({ venueSymbol: "BTCUSDT", contract: terms }),
  );
  expect(names).toEqual(["BTCUSDT", "BTCUSDT.P"]);
  expect(addressSymbol({ venueSymbol: "BTCUSD_PERP", contract: contract("inverse", "BTC") })).toBe("BTCUSD_PERP");
});
