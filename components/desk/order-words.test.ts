import { expect, test } from "vitest";
import { lots } from "@/server/domain/lots";
import { micros } from "@/server/domain/micros";
import { stopSign, termsText, typeText } from "./order-words";
import { BTC, order } from "./testing";
import { unitsOf } from "./units";

// A sell stop waits for the price to fall, its take-profit for it to rise; a buy the other way round.
test.each([
  ["sell", "stop", "≤"],
  ["sell", "take_profit", "≥"],
  ["buy", "stop_limit", "≥"],
  ["buy", "take_profit_limit", "≤"],
  ["sell", "trailing_stop", "≤"],
] as const)("a %s %s waits for %s", (side, type, sign) => {
  expect(stopSign({ side, type })).toBe(sign);
});

test("terms in few words, nothing for a plain order", () => {
  const units = unitsOf(BTC);
  expect(termsText(order({ postOnly: false, terms: {} }), units)).toBe("");
  expect(typeText(order({ type: "trailing_stop" }))).toBe("Trailing stop");
  const rich = order({
    postOnly: true,
    terms: {
      postOnlySlide: true,
      reduceOnly: true,
      displayLots: lots(1_000),
      expiresAt: micros(1_723_161_900_000_000),
      trail: { distance: { ppm: 15_000 }, activationTicks: null, by: "last" },
    },
  });
  expect(termsText(rich, units)).toBe("post-only, slides, reduce-only, 1.5 %, shows 0.01, until 00:05:00");
});
