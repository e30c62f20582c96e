import { describe, expect, test } from "vitest";
import type { LatencyRow } from "@/server/domain/desk-settings";
import { micros } from "@/server/domain/micros";
import { EngineRun, testExecution, testSettings } from "@/server/testing/engine-run";
import { atMillis } from "@/server/testing/market-builder";
import { LatencyTable } from "./latency-table";

const row = (requestAt: number, exchangeAt: number, responseAt: number): LatencyRow => ({
  requestAt: micros(requestAt),
  exchangeAt: micros(exchangeAt),
  responseAt: micros(responseAt),
});

describe("latencies of a table", () => {
  // Entry 40 then 80, response 30 then 10.
  const table = new LatencyTable([row(1_000, 1_040, 1_070), row(2_000, 2_080, 2_090)]);

  test.each([
    ["before the first row", 500, 40],
    ["at the first row", 1_000, 40],
    ["a quarter on: 40 + 40/4", 1_250, 50],
    ["half up: 40 + 40 × 12.5/1000 = 40.5", 1_012.5, 41],
    ["at the last row", 2_000, 80],
    ["after it", 9_000, 80],
  ])("to the venue: %s", (_, sentAt, micros) => {
    expect(table.entryMicros(sentAt)).toBe(micros);
  });

  test.each([
    ["before the first row", 0, 30],
    ["half way between the executions 1040 and 2080: 30 − 20/2", 1_560, 20],
    ["after the last", 5_000, 10],
  ])("back from it: %s", (_, happenedAt, micros) => {
    expect(table.responseMicros(happenedAt)).toBe(micros);
  });

  test("a lost row loses what is sent on either side of it, and is no row of the way back", () => {
    const holed = new LatencyTable([row(0, 10, 20), row(100, 0, 130), row(200, 220, 230), row(300, 320, 340)]);
    const sent = [0, 50, 99, 100, 150, 199, 200, 250].map((at) => holed.entryMicros(at));
    expect(sent).toEqual([null, null, null, null, null, null, 20, 20]);
    expect(holed.responseMicros(115)).toBe(10);
  });
});

test("a desk with a table sends and hears by it, whatever the ranges say", () => {
  const at = (millis: number) => atMillis(millis) as number;
  const latencyTable = [row(at(0), at(4), at(6)), row(at(100), at(124), at(130))];
  const run = new EngineRun(testSettings({ execution: testExecution({ latencyTable }) }));
  run.feed((m) => m.at(0).snapshot({ bids: [["99.99", "5"]], asks: [["100.01", "4"]] }));
  // Sent at 50 ms, half way: 4 + 20/2 = 14 ms. Executed at 64 ms, half way between 4 and 124: 2 + 4/2 = 4 ms.
  const id = run.submit(50, { side: "buy", size: "1", price: "99.99" });
  run.feed((m) => m.at(200).book({ bids: [["90.00", "1"]] }));
  run.timer(201);
  expect(run.order(id)).toMatchObject({ arrivesAt: at(64), acceptedAt: at(64), acknowledgedAt: at(200) });
  const other = run.submit(300, { side: "buy", size: "1", price: "99.98" });
  run.timer(1_000);
  expect(run.order(other)).toMatchObject({ arrivesAt: at(324), acceptedAt: at(324) });
});

test.each([
  ["at least two rows, had 1", [row(1, 2, 3)]],
  ["row 2: requests must rise, 1 came after 1", [row(1, 2, 3), row(1, 3, 4)]],
  ["row 1: it was executed at 1, before its request at 2", [row(2, 1, 3), row(3, 4, 5)]],
  ["row 2: executions must not fall, 8 came after 9", [row(1, 9, 10), row(2, 8, 11)]],
  ["row 2: responses must not fall, 9 came after 10", [row(1, 2, 10), row(2, 3, 9)]],
  ["row 1: the response 3 came before its execution at 4", [row(1, 4, 3), row(2, 5, 6)]],
  [
    "row 2: the exchange must be a whole number of µs, was -5",
    [row(1, 2, 3), { ...row(4, 5, 6), exchangeAt: -5 as never }],
  ],
  ["no request of the latency table reached the venue", [row(1, 0, 3), row(2, 0, 4)]],
])("a desk refuses a table: %s", (message, latencyTable) => {
  expect(() => new EngineRun(testSettings({ execution: testExecution({ latencyTable }) }))).toThrow(message);
});
