import { expect, test } from "vitest";
import { parseAtoms } from "@/server/domain/atoms";
import { ratioOf, toMoney, toSignedMoney } from "./money-format";

test("money has two decimals and a thin space between thousands", () => {
  expect(toMoney(parseAtoms("9998.125"))).toBe("9\u202f998.13");
  expect(toMoney(parseAtoms("-1234567.005"))).toBe("−1\u202f234\u202f567.01");
  expect(toMoney(0n)).toBe("0.00");
});

test("gains carry a plus, losses a minus, and what rounds to nothing no sign", () => {
  expect(toSignedMoney(parseAtoms("12.5"))).toBe("+12.50");
  expect(toSignedMoney(parseAtoms("-12.5"))).toBe("−12.50");
  expect(toSignedMoney(parseAtoms("-0.001"))).toBe("0.00");
});

test("a ratio to nothing is not known", () => {
  expect(ratioOf(parseAtoms("1"), 0n)).toBeNull();
  expect(ratioOf(parseAtoms("-5"), parseAtoms("1000"))).toBeCloseTo(-0.005, 12);
});
