import { expect, test } from "vitest";
import type { OrderDraft } from "@/server/domain/order";
import { ticks } from "@/server/domain/ticks";
import { ABC, draft, EngineRun, testExecution, testSettings, XYZ } from "@/server/testing/engine-run";

const BOOK = { bids: [["99.99", "5"]], asks: [["100.01", "4"]] } as const;
const limited = (venueOrdersPer10s: number | null) => {
  const run = new EngineRun(testSettings({ instruments: [ABC, XYZ], execution: testExecution({ venueOrdersPer10s }) }));
  return run.feed((m) => m.on(0).at(0).snapshot(BOOK).on(1).snapshot(BOOK));
};
const bid = { side: "buy", size: "1", price: "99.99" } as const;

test("the venue turns away what comes after its limit, over all instruments, by arrival", () => {
  const run = limited(2);
  const [first, second] = [run.submit(1, bid), run.submit(1, { ...bid, spec: XYZ })];
  const third = run.submit(2, bid);
  run.timer(1_000);
  expect([first, second].map((id) => run.order(id).state)).toEqual(["ACCEPTED", "ACCEPTED"]);
  expect(run.order(third)).toMatchObject({
    state: "REJECTED",
    reason: { rule: "rate_limit", limit: "2", value: "3", distance: "1" },
  });
  // T0 is midnight, so the interval of these arrivals ends ten seconds later.
  expect(run.order(third).reason?.text).toContain("the count starts anew at 00:00:10 UTC");
});

test("the count starts anew at whole multiples of ten seconds of venue time, not ten seconds after the first", () => {
  const run = limited(1);
  const first = run.submit(9_980, bid);
  // Latency 10 ms: these arrive at 9.9999 and 10.0000 s.
  const before = run.submit(9_989.9, bid);
  const after = run.submit(9_990, bid);
  run.timer(10_500);
  expect([first, before, after].map((id) => run.order(id).state)).toEqual(["ACCEPTED", "REJECTED", "ACCEPTED"]);
});

test("amends count, cancels do not, and an amend turned away leaves its order as it was", () => {
  const run = limited(2);
  const id = run.submit(1, bid);
  run.timer(500);
  run.command(501, { kind: "amend", orderId: id, limitTicks: null, sizeLots: 90 as never });
  run.timer(1_000);
  expect(run.order(id).sizeLots).toBe(90);
  run.command(1_001, { kind: "amend", orderId: id, limitTicks: null, sizeLots: 80 as never });
  run.timer(2_000);
  expect(run.order(id)).toMatchObject({ state: "ACCEPTED", sizeLots: 90 });
  expect(run.of("orderEvent").at(-1)?.event.reason?.rule).toBe("rate_limit");
  run.command(2_001, { kind: "cancel", orderId: id });
  run.timer(3_000);
  expect(run.order(id).state).toBe("CANCELLED");
});

test("linked orders are taken or turned away together, and turned away they do not count", () => {
  const run = limited(2);
  run.submit(1, bid);
  const leg = (price: string) => draft({ ...bid, price });
  const stop: OrderDraft = {
    ...draft({ side: "buy", size: "1" }),
    type: "stop",
    terms: { trigger: { ticks: ticks(10_100), by: "last" } },
  };
  const pair = run.command(2, { kind: "submitOco", orders: [leg("99.90"), stop] }).orderId ?? "";
  run.timer(500);
  expect(run.order(pair)).toMatchObject({ state: "REJECTED", reason: { rule: "rate_limit", limit: "2", value: "3" } });
  const last = run.submit(501, bid);
  run.timer(1_000);
  expect(run.order(last).state).toBe("ACCEPTED");
});

test("a venue without a limit takes any number", () => {
  const run = limited(null);
  const ids = Array.from({ length: 8 }, () => run.submit(1, { ...bid, size: "0.5" }));
  run.timer(1_000);
  expect(new Set(ids.map((id) => run.order(id).state))).toEqual(new Set(["ACCEPTED"]));
});
