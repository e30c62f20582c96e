import { describe, expect, test } from "vitest";
import { ticks } from "@/server/domain/ticks";
import { draft, EngineRun, fixedLatency, testExecution, testSettings } from "@/server/testing/engine-run";
import { atMillis } from "@/server/testing/market-builder";

const BOOK = { bids: [["99.99", "5"]], asks: [["100.01", "4"]] } as const;
const FAR = { bids: [["90.00", "1"]] } as const;
const bid = { side: "buy", size: "1", price: "99.99" } as const;

/** The door is shut from 1 s to 30 s; requests are given up after 10 s, cancels sent again twice. */
const outages = [{ from: atMillis(1_000), to: atMillis(30_000) }];
const planned = () => opened(testExecution({ outages, cancelRetriesMax: 2 }));
const opened = (execution = testExecution()) =>
  new EngineRun(testSettings({ execution })).feed((m) => m.at(0).snapshot(BOOK));
const said = (run: EngineRun, id: string) =>
  run
    .of("orderEvent")
    .filter(({ event }) => event.orderId === id)
    .map(({ event }) => event.text);
const outageEvents = (run: EngineRun) =>
  run
    .of("risk")
    .filter(({ event }) => event.kind === "venue_outage")
    .map(({ event }) => event);
/** Keeps the data fresh up to a time, book rows each second. */
const quietUntil = (run: EngineRun, from: number, to: number) => {
  for (let at = from; at <= to; at += 1_000) run.feed((m) => m.at(at).book(FAR)).timer(at);
};

describe("a new order that arrives at a shut door", () => {
  test("is lost: nothing is heard, the cash stays reserved, and after the timeout it is rejected", () => {
    const run = planned();
    const id = run.submit(995, { ...bid, size: "60" });
    quietUntil(run, 1_000, 10_000);
    expect(run.order(id)).toMatchObject({ state: "SUBMITTED", acknowledgedAt: null });
    // 60 × 99.99 of 10,000 are set aside: a second one of that size has no cash.
    const second = run.submit(10_994, { ...bid, size: "60" });
    expect(run.order(second).reason?.rule).toBe("cash");
    run.timer(10_995);
    expect(run.order(id)).toMatchObject({
      state: "REJECTED",
      closedAt: atMillis(10_995),
      reason: { rule: "request_timeout", limit: "10 s", value: "10 s" },
    });
    run.feed((m) => m.at(30_000).book(FAR));
    const third = run.submit(30_001, { ...bid, size: "60" });
    run.timer(31_000);
    expect(run.order(third).state).toBe("ACCEPTED");
    expect(run.order(id).state).toBe("REJECTED");
  });

  test("counts by its arrival: one that was there a microsecond before is in, one at the end is too", () => {
    const run = planned();
    const before = run.submit(989.999, bid);
    const at = run.submit(990, bid);
    quietUntil(run, 1_000, 29_000);
    run.feed((m) => m.at(29_980).book(FAR));
    expect(run.order(at).reason?.rule).toBe("request_timeout");
    run.timer(30_000);
    const after = run.submit(30_000, bid);
    run.timer(31_000);
    expect([before, after].map((id) => run.order(id).state)).toEqual(["ACCEPTED", "ACCEPTED"]);
  });

  test("tells the desk of the outage; until its end nothing more is sent, not even to be lost", () => {
    const run = planned();
    run.submit(995, bid);
    quietUntil(run, 1_000, 11_000);
    expect(outageEvents(run)).toMatchObject([
      { at: atMillis(11_000), from: "up", to: "down", cause: "request_timeout" },
    ]);
    const refused = run.command(11_001, { kind: "submit", order: run.of("order")[0]?.order as never });
    expect(refused.reason).toMatchObject({ rule: "venue_outage", limit: "up" });
    expect(refused.reason?.text).toBe("the venue takes no requests at present");
    quietUntil(run, 12_000, 30_000);
    const text = "The venue takes requests again after 29 s";
    expect(outageEvents(run).at(-1)).toMatchObject({ from: "down", to: "up", text });
    expect(run.order(run.submit(30_001, bid)).state).toBe("SUBMITTED");
  });

  test("an outage that is over when the timeout shows it is said once", () => {
    const run = opened(testExecution({ outages: [{ from: atMillis(1_000), to: atMillis(3_000) }] }));
    run.submit(1_000, bid);
    run.submit(1_001, bid);
    quietUntil(run, 2_000, 12_000);
    const text = "The venue was out of service for 2 s and is there again";
    expect(outageEvents(run)).toMatchObject([{ to: "up", text }]);
  });
});

describe("an order that rests", () => {
  test("stays; its cancel is sent again, and then the desk says that it stays", () => {
    const run = planned();
    const id = run.submit(1, bid);
    run.timer(500);
    run.command(1_000, { kind: "cancel", orderId: id });
    quietUntil(run, 2_000, 29_000);
    expect(said(run, id).slice(-2)).toEqual([
      "the cancel got no answer within 10 s and was sent again (1 of 2)",
      "the cancel got no answer within 10 s and was sent again (2 of 2)",
    ]);
    // The third was sent at 21 s, into the outage too.
    quietUntil(run, 30_000, 31_000);
    expect(said(run, id).at(-1)).toBe("cancel refused: the venue never answered the cancel within 10 s, 3 times");
    expect(run.order(id).state).toBe("ACCEPTED");
    run.command(31_001, { kind: "cancel", orderId: id });
    run.timer(32_000);
    expect(run.order(id).state).toBe("CANCELLED");
  });

  test("a cancel that is sent again gets through once the door is open", () => {
    const run = planned();
    const id = run.submit(1, bid);
    run.timer(500);
    run.command(20_001, { kind: "cancel", orderId: id });
    quietUntil(run, 21_000, 32_000);
    // Given up at 30.001 s, sent again at the next whole second, there 10 ms later, known when quiet for 250 ms.
    expect(run.order(id)).toMatchObject({ state: "CANCELLED" });
    expect(said(run, id)).toContain("the cancel got no answer within 10 s and was sent again (1 of 2)");
  });

  test("an amend that got lost is refused by the timeout and its reserve goes", () => {
    const run = planned();
    const id = run.submit(1, bid);
    run.timer(500);
    run.command(1_000, { kind: "amend", orderId: id, limitTicks: null, sizeLots: 5_000 as never });
    quietUntil(run, 2_000, 10_000);
    expect(run.engine.view().working[0]?.sizeLots).toBe(100);
    run.timer(11_000);
    expect(said(run, id).at(-1)).toBe("amend refused: the venue never answered the amend within 10 s");
    expect(run.order(id)).toMatchObject({ state: "ACCEPTED", sizeLots: 100 });
  });

  test("fills if prints go on, but the desk hears of it only when the door opens", () => {
    const run = planned();
    const id = run.submit(1, bid);
    run.timer(500);
    run.feed((m) => m.at(2_000).trade("sell", "99.99", "6"));
    quietUntil(run, 3_000, 30_000);
    expect(run.fills(id)).toEqual([]);
    run.timer(30_005);
    expect(run.fills(id)).toMatchObject([{ at: atMillis(2_000), knownAt: atMillis(30_005) }]);
  });
});

describe("an outage that the market tells of", () => {
  test("is known at its row: nothing is sent, what happens is heard after it ends, and it is said both times", () => {
    const run = opened();
    const id = run.submit(1, bid);
    const onItsWay = run.submit(995, bid);
    run.feed((m) => m.at(1_000).outage("begins"));
    expect(outageEvents(run)).toMatchObject([{ at: atMillis(1_000), cause: "market", to: "down" }]);
    expect(run.order(run.submit(1_001, bid)).reason?.rule).toBe("venue_outage");
    run.feed((m) => m.at(2_000).trade("sell", "99.99", "6"));
    quietUntil(run, 3_000, 10_000);
    expect(run.fills()).toEqual([]);
    run.feed((m) => m.at(20_000).outage("ends"));
    expect(outageEvents(run).at(-1)).toMatchObject({ cause: "market", to: "up" });
    run.timer(20_004);
    expect(run.fills()).toEqual([]);
    run.timer(20_005);
    expect(run.fills(id)).toMatchObject([{ at: atMillis(2_000), knownAt: atMillis(20_005) }]);
    expect(run.order(onItsWay).reason?.rule).toBe("request_timeout");
  });

  test("an answer that was held back is not overtaken by the next one of its order", () => {
    const row = (sent: number, there: number, back: number) => ({
      requestAt: atMillis(sent),
      exchangeAt: atMillis(there),
      responseAt: atMillis(back),
    });
    // The answer to what happens at 2 s takes a second, that to what happens after 20 s takes 5 ms.
    const latencyTable = [row(0, 10, 15), row(1_990, 2_000, 3_000), row(19_990, 20_000, 20_005)];
    const run = opened(testExecution({ latencyTable }));
    const terms = { expiresAt: atMillis(20_050) };
    const order = { ...draft({ ...bid, size: "2", tif: "GTD" }), terms };
    const id = run.command(1, { kind: "submit", order }).orderId ?? "";
    run.timer(500);
    run.feed((m) => m.at(1_000).outage("begins").at(2_000).trade("sell", "99.99", "6"));
    quietUntil(run, 3_000, 19_000);
    run.feed((m) => m.at(20_000).outage("ends"));
    quietUntil(run, 20_500, 23_500);
    expect(run.order(id)).toMatchObject({ state: "EXPIRED", filledLots: 100 });
    expect(run.fills(id)).toMatchObject([{ at: atMillis(2_000), knownAt: atMillis(21_000) }]);
    expect(run.engine.view().positions[0]?.sizeLots).toBe(100);
  });

  test("said twice is one, and an end without a begin is none", () => {
    const run = opened();
    run.feed((m) => m.at(1).outage("ends").at(2).outage("begins").at(3).outage("begins").at(4).outage("ends"));
    expect(outageEvents(run).map(({ to }) => to)).toEqual(["down", "up"]);
  });
});

describe("an answer that is only late", () => {
  test("leaves the order as it is, says so once, and is believed when it comes", () => {
    const run = new EngineRun(testSettings({ responseLatency: fixedLatency(25_000) })).feed((m) =>
      m.at(0).snapshot(BOOK),
    );
    const id = run.submit(1, bid);
    for (let second = 1; second <= 25; second++) run.timer(second * 1_000);
    expect(run.order(id).state).toBe("SUBMITTED");
    expect(said(run, id).slice(1)).toEqual(["no answer to the order for 10 s yet"]);
    run.timer(26_000);
    expect(run.order(id)).toMatchObject({ state: "ACCEPTED", acceptedAt: atMillis(11) });
  });
});

test("a bracket's exits wait for the venue, and then go for all that has filled", () => {
  const run = opened();
  const bracket = { stop: { ticks: ticks(9_900), limitTicks: null }, trail: null, target: { ticks: ticks(10_100) } };
  const order = { ...draft({ side: "buy", size: "1" }), terms: { bracket } };
  // Filled at 995 ms, known at 1,000 ms; the door shuts in between.
  run.command(985, { kind: "submit", order });
  run.feed((m) => m.at(998).outage("begins"));
  quietUntil(run, 1_000, 9_000);
  expect(run.fills()).toHaveLength(1);
  expect(run.of("order").filter(({ order: { role } }) => role !== "entry" && role !== "single")).toEqual([]);
  run.feed((m) => m.at(9_500).outage("ends"));
  quietUntil(run, 10_000, 12_000);
  const working = run.engine.view().working.map(({ role, state, sizeLots }) => [role, state, sizeLots]);
  // Newest first.
  expect(working).toEqual([
    ["target", "ACCEPTED", 100],
    ["stop", "ACCEPTED", 100],
  ]);
});

test("a kill waits for the venue and then closes the position", () => {
  const run = opened();
  const id = run.submit(1, { side: "buy", size: "1" });
  run.timer(500);
  run.feed((m) => m.at(1_000).outage("begins"));
  run.command(1_001, { kind: "kill" });
  quietUntil(run, 2_000, 9_000);
  expect(run.of("order").every(({ order }) => order.id === id)).toBe(true);
  run.feed((m) => m.at(10_000).outage("ends"));
  quietUntil(run, 11_000, 12_000);
  expect(run.engine.view().positions[0]?.sizeLots).toBe(0);
});

test.each([
  ["outage 1: it must end after its begin", { outages: [{ from: atMillis(5), to: atMillis(5) }] }],
  ["the request timeout in µs must be a whole number from 1000", { requestTimeoutMicros: 0 }],
  ["the retries of a cancel must be a whole number from 0 to 100, was -1", { cancelRetriesMax: -1 }],
])("settings are refused: %s", (message, change) => {
  expect(() => opened(testExecution(change))).toThrow(message);
});
