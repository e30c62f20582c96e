import { expect, test } from "vitest";
import { parseAtoms } from "@/server/domain/atoms";
import { BTC, marketView } from "./testing";
import { toCommand } from "./ticket-command";
import { EMPTY_TICKET, MODE_START, modeOf, type TicketForm } from "./ticket-form";
import { parentLines, waitingLines } from "./ticket-plan";

const context = { spec: BTC, book: marketView(), equityAtoms: parseAtoms("10000"), nowMicros: 0 };
const form = (over: Partial<TicketForm>): TicketForm => ({ ...EMPTY_TICKET, sizeText: "0.05", ...over });

test("each mode leads back to itself", () => {
  for (const mode of ["limit", "market", "stop", "algo"] as const) {
    expect(modeOf({ ...EMPTY_TICKET, ...MODE_START[mode] })).toBe(mode);
  }
});

test("one cancels the other: a limit target and a stop of the same size", () => {
  const pair = form({ side: "sell", isOco: true, priceText: "103", triggerText: "98", reduceOnly: true });
  expect(toCommand(pair, context)).toMatchObject({
    body: {
      kind: "submitOco",
      orders: [
        { side: "sell", type: "limit", limitTicks: 10_300, sizeLots: 5_000, postOnly: false },
        {
          side: "sell",
          type: "stop",
          limitTicks: null,
          sizeLots: 5_000,
          terms: { trigger: { ticks: 9_800, by: "last" }, reduceOnly: true },
        },
      ],
    },
  });
});

test("a TWAP over 5 minutes in 10 slices, at any price", () => {
  expect(toCommand(form({ ...MODE_START.algo }), context)).toEqual({
    body: {
      kind: "startParent",
      parent: {
        instrumentId: BTC.id,
        side: "buy",
        kind: "twap",
        sizeLots: 5_000,
        limitTicks: null,
        durationMicros: 300_000_000,
        slices: 10,
        displayLots: null,
        participationPpm: null,
        volumeCurvePpm: null,
        isPassiveFirst: true,
      },
    },
  });
});

test.each([
  [{ algo: "iceberg" as const }, "price"],
  [{ algo: "iceberg" as const, priceText: "100" }, "display"],
  [{ algo: "twap" as const, slicesText: "1" }, "slices"],
  [{ algo: "vwap" as const, durationText: "0.01" }, "duration"],
  [{ algo: "adaptive" as const, participationText: "0" }, "participation"],
])("%j is refused at its field", (over, field) => {
  expect(toCommand(form(over), context)).toMatchObject({ field });
});

// The test book's mid is (9,998 or so + 10,002) / 2: the distance is worked from it.
test("what waits says for what, how far away that is, and what then happens", () => {
  const result = toCommand(form({ side: "sell", type: "stop", triggerText: "99" }), context);
  if (!("body" in result) || result.body.kind !== "submit") throw new Error("a submit was expected");
  expect(waitingLines(result.body.order, context)).toEqual([
    ["Waits for", "99.00 last (−1.0 %)"],
    ["Worth there", "4.95 USDT"],
    ["Then", "sells at market"],
  ]);
});

test("an algorithm says its slices, its end, and what becomes of the rest", () => {
  const result = toCommand(form({ ...MODE_START.algo }), context);
  if (!("body" in result) || result.body.kind !== "startParent") throw new Error("a parent was expected");
  expect(parentLines(result.body.parent, context)).toEqual([
    ["Slices", "10, one each 30 s"],
    ["Each", "about 0.00500 BTC"],
    ["Ends after", "5 min"],
    ["What is left then", "taken at market"],
    ["Worth about", "5.00 USDT"],
  ]);
});
