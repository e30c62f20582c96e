import { describe, expect, test } from "vitest";
import { Store } from "@/components/frame/topic-store";
import { atoms, parseAtoms } from "@/server/domain/atoms";
import { micros } from "@/server/domain/micros";
import { DEFAULT_RISK } from "@/server/domain/risk/risk-profiles";
import { someMeasures } from "@/server/domain/risk/risk-testing";
import type { RiskView } from "@/server/domain/risk/risk-view";
import type { MarketView } from "@/server/domain/views";
import type { DeskMarket } from "./market-context";
import { BTC, BTC_PERP, marketView } from "./testing";
import { toDraft } from "./ticket-draft";
import { BY_HAND, EMPTY_TICKET, type TicketForm } from "./ticket-form";
import { resize, sizedByHand } from "./ticket-sizing";

/** 10,000 USDT, nothing held and nothing known, as the page is told of it. */
const RISK: RiskView = {
  deskId: "desk",
  at: micros(1),
  version: 1,
  settings: DEFAULT_RISK,
  tradingState: "ACTIVE",
  handState: "ACTIVE",
  stateCause: "from the start",
  measures: someMeasures({ at: micros(1), peakAt: micros(1) }),
  breakers: [],
  facts: null,
  records: [{ origin: "manual", wins: 12, losses: 8, winAtoms: atoms(12n), lossAtoms: atoms(8n) }],
};

function opened(over: Partial<TicketForm>, risk: RiskView | null = RISK) {
  const ticket = new Store<TicketForm>({ ...EMPTY_TICKET, priceText: "100.00", ...over });
  const desk = { instruments: [BTC, BTC_PERP] } as unknown as DeskMarket["desk"];
  const market = new Store<MarketView | null>(marketView());
  const at = { desk, spec: BTC, market, risk: new Store(risk), ticket };
  resize(at);
  return at;
}

const draftOf = (form: TicketForm) =>
  toDraft(form, { spec: BTC, book: marketView(), equityAtoms: parseAtoms("10000"), nowMicros: 0 });

describe("a size by a method", () => {
  // 10,000 x 0.02 x 0.5 x 0.25 / 100 = 0.25; 10,000 x 0.01 / (100 - 98) = 50, capped at 2,500 / 100; f = 0.2, half of it.
  test.each([
    [{ sizeBy: "signal" as const, strengthPercent: 50 }, "0.25000"],
    [{ sizeBy: "fixed_fractional" as const, hasExits: true, stopText: "98" }, "25.00000"],
    [{ sizeBy: "kelly" as const }, "10.00000"],
  ])("%j fills the field, and its arithmetic goes with the order", (over, sizeText) => {
    const form = opened(over).ticket.get();
    expect(form).toMatchObject({ sizeText, sizeUnit: "base", sized: { refusal: null } });
    expect(draftOf(form)).toMatchObject({ draft: { terms: { sizing: { method: over.sizeBy } } } });
  });

  test("follows the ticket", () => {
    const at = opened({ sizeBy: "signal" });
    at.ticket.set({ ...at.ticket.get(), priceText: "50.00" });
    resize(at);
    expect(at.ticket.get().sizeText).toBe("1.00000");
  });

  test("typed over, it is by hand, and no arithmetic goes with it", () => {
    const form = { ...opened({ sizeBy: "signal" }).ticket.get(), sizeText: "0.3", ...BY_HAND };
    expect(draftOf(form)).toMatchObject({ draft: { sizeLots: 30_000 } });
    expect(draftOf(form)).not.toHaveProperty("draft.terms");
  });

  test("where it gives nothing, the ticket says why instead of sending", () => {
    const form = opened({ sizeBy: "signal", strengthPercent: 5 }).ticket.get();
    expect(form.sizeText).toBe("");
    expect(draftOf(form)).toEqual({
      field: "size",
      problem: "No size: 2.50 USDT is less than the smallest order of 10.00 USDT",
    });
  });

  test("without a price, or before the desk has told, nothing is made up", () => {
    expect(opened({ sizeBy: "signal", priceText: "" }).ticket.get()).toMatchObject({ sizeText: "", sized: null });
    expect(opened({ sizeBy: "signal" }, null).ticket.get()).toMatchObject({ sizeText: "", sized: null });
  });

  test("is for what opens a position: a sale on spot and reduce-only keep their size", () => {
    const form = opened({ sizeBy: "signal", side: "sell", sizeText: "0.7" }).ticket.get();
    expect(form.sizeText).toBe("0.7");
    expect(sizedByHand(form, { spec: BTC })).toContain("A sale closes");
    expect(sizedByHand({ ...form, reduceOnly: true }, { spec: BTC_PERP })).toContain("Reduce-only");
    expect(sizedByHand(form, { spec: BTC_PERP })).toBeNull();
  });
});
