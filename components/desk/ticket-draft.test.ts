import { describe, expect, test } from "vitest";
import { parseAtoms } from "@/server/domain/atoms";
import { BTC, marketView } from "./testing";
import { toDraft } from "./ticket-draft";
import { EMPTY_TICKET, type TicketForm } from "./ticket-form";

const context = { spec: BTC, book: marketView(), equityAtoms: parseAtoms("10000"), nowMicros: 1_772_600_767_000_000 };
const form = (over: Partial<TicketForm>): TicketForm => ({
  ...EMPTY_TICKET,
  priceText: "100.00",
  sizeText: "0.05",
  ...over,
});

describe("toDraft", () => {
  test("a limit order as typed", () => {
    expect(toDraft(form({}), context)).toEqual({
      draft: {
        instrumentId: BTC.id,
        side: "buy",
        type: "limit",
        timeInForce: "GTC",
        postOnly: true,
        limitTicks: 10_000,
        sizeLots: 5_000,
      },
    });
  });

  test("a market order has no price, cannot rest and cannot be post-only", () => {
    expect(toDraft(form({ type: "market", priceText: "junk" }), context)).toMatchObject({
      draft: { limitTicks: null, timeInForce: "IOC", postOnly: false },
    });
  });

  test("post-only falls away where the order may not rest", () => {
    expect(toDraft(form({ timeInForce: "FOK" }), context)).toMatchObject({ draft: { postOnly: false } });
  });

  // 500 USDT at 100.00 are exactly 5 BTC, 500,000 lots; 333.33 / 100 = 3.3333.
  test.each([
    ["500", "quote" as const, 500_000],
    ["333.33", "quote" as const, 333_330],
    ["5", "percent" as const, 500_000],
  ])("%s in %s", (sizeText, sizeUnit, sizeLots) => {
    expect(toDraft(form({ sizeText, sizeUnit }), context)).toMatchObject({ draft: { sizeLots } });
  });

  test("a size in quote units is rounded down to the lot and never costs more", () => {
    const result = toDraft(form({ priceText: "99.97", sizeText: "100", sizeUnit: "quote" }), context);
    // 100 / 99.97 = 1.000300090…, so 100,030 lots cost 99.999991 and one more lot would cost 100.0009907.
    expect(result).toMatchObject({ draft: { sizeLots: 100_030 } });
  });

  test.each([
    [{ priceText: "" }, { field: "price", problem: "Enter a price" }],
    [{ sizeText: "" }, { field: "size", problem: "Enter a size" }],
    [{ sizeText: "0.000001" }, { field: "size", problem: "The size goes in steps of 0.00001" }],
    [
      { sizeText: "0.0001", sizeUnit: "quote" as const },
      { field: "size", problem: "That is less than one lot (0.00001 BTC)" },
    ],
  ])("%j is refused with its reason", (over, problem) => {
    expect(toDraft(form(over), context)).toEqual(problem);
  });

  test("per cent of an equity that is not known is not guessed", () => {
    const result = toDraft(form({ sizeText: "5", sizeUnit: "percent" }), { ...context, equityAtoms: null });
    expect(result).toMatchObject({ field: "size" });
  });

  test("a stop waits for its trigger and has no limit; a stop-limit has both", () => {
    expect(toDraft(form({ side: "sell", type: "stop", triggerText: "99.50" }), context)).toMatchObject({
      draft: { type: "stop", limitTicks: null, timeInForce: "GTC", terms: { trigger: { ticks: 9_950, by: "last" } } },
    });
    expect(
      toDraft(form({ side: "sell", type: "stop_limit", triggerText: "99.50", priceText: "99.40" }), context),
    ).toMatchObject({ draft: { limitTicks: 9_940, terms: { trigger: { ticks: 9_950 } } } });
    expect(toDraft(form({ type: "stop" }), context)).toEqual({ field: "trigger", problem: "Trigger: enter a price" });
  });

  test("a trailing stop says its distance in ppm and where it begins", () => {
    const trailing = form({ side: "sell", type: "trailing_stop", trailText: "1.5", activationText: "101" });
    expect(toDraft(trailing, context)).toMatchObject({
      draft: { terms: { trail: { distance: { ppm: 15_000 }, activationTicks: 10_100, by: "last" } } },
    });
    expect(toDraft({ ...trailing, trailText: "60" }, context)).toMatchObject({ field: "trail" });
  });

  test("what a resting order may say more: slide, part shown, until when", () => {
    const resting = form({ slides: true, displayText: "0.01", timeInForce: "GTD", minutesText: "2" });
    expect(toDraft(resting, context)).toMatchObject({
      draft: { terms: { postOnlySlide: true, displayLots: 1_000, expiresAt: context.nowMicros + 120_000_000 } },
    });
    // What an order that never rests cannot say falls away.
    expect(toDraft({ ...resting, timeInForce: "IOC" }, context)).not.toHaveProperty("draft.terms");
  });

  test("exits need a stop or a target, and hang on the entry", () => {
    const entry = form({ hasExits: true, stopText: "98", targetText: "103" });
    expect(toDraft(entry, context)).toMatchObject({
      draft: {
        terms: { bracket: { stop: { ticks: 9_800, limitTicks: null }, trail: null, target: { ticks: 10_300 } } },
      },
    });
    expect(toDraft({ ...entry, stopText: "", targetText: "" }, context)).toMatchObject({ field: "stop" });
  });
});
