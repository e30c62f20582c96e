import { expect, test } from "vitest";
import type { OrderOrigin, ReasonRule } from "@/server/domain/order";
import { refusalLink } from "./refusal-link";

const linkOf = (rule: ReasonRule, origin: OrderOrigin = "manual") =>
  refusalLink({ reason: { rule, text: "", limit: "1", value: "2", distance: "1" }, origin });

test("a refusal by a limit leads to its setting", () => {
  expect(linkOf("position_cap")).toEqual({ href: "/risk?setting=positionCapPpm", label: "The setting: Position" });
  expect(linkOf("data_quality")?.href).toBe("/risk?setting=qualityMin");
});

test("a strategy's budget leads to the strategy's own number", () => {
  expect(linkOf("strategy_budget", "strategy:ofi")?.href).toBe("/risk?setting=strategies.ofi.budgetPpm");
  expect(linkOf("strategy_budget")).toBeNull();
});

test("a breaker leads to the breakers, and a rule without a number nowhere", () => {
  expect(linkOf("breaker")?.href).toBe("/risk?tab=breakers");
  expect(linkOf("post_only_would_cross")).toBeNull();
  expect(refusalLink({ reason: null, origin: "manual" })).toBeNull();
});
