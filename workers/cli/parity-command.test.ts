import { expect, test } from "vitest";
import { micros } from "@/server/domain/micros";
import type { ParityReport } from "@/server/domain/parity";
import { reportText } from "./parity-command";

const report: ParityReport = {
  deskId: "desk-a",
  epoch: null,
  at: micros(0),
  status: "different",
  text: "2 differences: 10 events of 1 run replayed, 4 rows compared",
  differences: 2,
  listed: [
    { kind: "fill", id: "fill-1", field: "priceTicks", replayed: "10001", stored: "10002" },
    { kind: "order", id: "ord-2", field: "", replayed: null, stored: "{}" },
  ],
  compared: { fill: 1, ledger: 3 },
  events: 10,
  runs: [1],
  notes: ["Run 1: its end is lost"],
  tookMillis: 1,
};

test("a report names each difference with its id and both values", () => {
  expect(reportText(report)).toBe(
    [
      "desk-a: 2 differences: 10 events of 1 run replayed, 4 rows compared",
      "Runs 1; compared:",
      "  fill    1",
      "  ledger  3",
      "Run 1: its end is lost",
      "  fill fill-1 priceTicks: replayed 10001, stored 10002",
      "  order ord-2: replayed nothing, stored {}",
    ].join("\n"),
  );
});

test("beyond fifty differences the others are counted", () => {
  const listed = Array.from({ length: 200 }, (_, i) => ({ ...report.listed[0], id: `fill-${i}` }));
  const lines = reportText({ ...report, epoch: 3, differences: 5_000, listed: listed as never }).split("\n");
  expect(lines[0]).toMatch(/^desk-a\/3: /);
  expect(lines.at(-1)).toBe("and 4950 more differences");
});
