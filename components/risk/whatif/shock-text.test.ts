import { expect, test } from "vitest";
import { aSpot } from "@/server/domain/risk/risk-testing";
import { parseShocks, readPercent, shocksText, toShocks } from "./shock-text";

test("shocks of the address come back as they were", () => {
  const texts = { all: "-30", BTCUSDT: "12.5" };
  expect(parseShocks(shocksText(texts))).toEqual(texts);
  expect(shocksText({ all: "", BTCUSDT: "5" })).toBe("BTCUSDT:5");
  expect(parseShocks("nonsense,:,x")).toEqual({});
});

test("an instrument that is named has its own shock, the others that of all", () => {
  const instruments = [aSpot("BTC"), aSpot("ETH")];
  expect(toShocks({ all: "-30", ETHUSDT: "0" }, instruments)).toEqual({ "v:BTC/USDT": -300_000, "v:ETH/USDT": 0 });
  expect(toShocks({ BTCUSDT: "what" }, instruments)).toEqual({ "v:BTC/USDT": 0, "v:ETH/USDT": 0 });
});

test("any size is understood, and what cannot be is said", () => {
  expect(["-30", "−30 %", "+5", "12.5", "", "-"].map(readPercent)).toEqual(
    [-300_000, -300_000, 50_000, 125_000, 0, 0].map((ppm) => ({ ppm })),
  );
  expect(readPercent("-100")).toEqual({ problem: "A price can fall by 99.99 % at most" });
  expect(readPercent("a bit")).toEqual({ problem: "“a bit” is no percentage, e.g. -30 or 12.5" });
});
