import { describe, expect, test } from "vitest";
import { PerpRun, plain } from "@/server/testing/perp-run";
import { LINEAR } from "@/server/testing/perpetuals";
import { isoText } from "./funding-text";

const MARGIN = `margin:${LINEAR.id}` as const;
const BUY = { side: "buy", size: "10", spec: LINEAR } as const;
/** Orders are 10 ms on their way, reports 5 ms. The funding is 2 s after the beginning, at 0.01 %. */
const opened = () =>
  new PerpRun().feed((m) =>
    m
      .at(0)
      .snapshot({ bids: [["99.99", "50"]], asks: [["100.00", "50"]] })
      .at(5)
      .mark("100.00")
      .funding("0.01", 2_000),
  );
const later = (run: PerpRun) =>
  run.feed((m) => m.at(2_100).trade("buy", "100.00", "0.001").at(3_000).trade("buy", "100.00", "0.001")).timer(3_500);
const paid = (run: PerpRun) => plain(run.balance("funding"));

describe("funding", () => {
  test("is paid by what is held at its time, out of the isolated margin, and said with its numbers", () => {
    const run = opened();
    run.submit(1_000, BUY);
    later(run);
    // 10 × 100 × 0.01 % = 0.1
    expect(run.balances("funding", MARGIN)).toEqual(["0.1", "99.9"]);
    const [event] = run.of("risk").map(({ event: one }) => one);
    expect(event).toMatchObject({ kind: "funding", cause: "funding 2024-08-09T00:00:02Z" });
    expect(event?.text).toContain("long 10 ABC × mark 100.00 × 0.010000 % = 0.10 USDT paid");
    expect(run.of("ledger").at(-1)?.entry).toMatchObject({ kind: "funding", cause: "funding 2024-08-09T00:00:02Z" });
    expect(run.engine.view().equity.fundingAtoms).toBe(10_000_000n);
  });

  test("is shown before it happens, and not any more afterwards", () => {
    const run = opened();
    expect(run.position().margin).toMatchObject({ nextFundingRateE8: 10_000, nextFundingAt: 1_723_161_602_000_000 });
    later(run);
    expect(run.position().margin).toMatchObject({ nextFundingRateE8: null, nextFundingAt: null });
  });

  test("is not paid by an order that arrives at that very time, but by one a µs before", () => {
    const atTime = opened();
    atTime.submit(1_990, BUY);
    expect(paid(later(atTime))).toBe("0");
    const before = opened();
    before.submit(1_989.999, BUY);
    expect(paid(later(before))).toBe("0.1");
  });

  test("is not paid by what was closed before it, though the desk learned of that later", () => {
    const run = opened();
    run.submit(1_000, BUY);
    run.feed((m) => m.at(1_500).trade("buy", "100.00", "0.001"));
    run.submit(1_989, { ...BUY, side: "sell" });
    expect(paid(later(run))).toBe("0");
    expect(run.position().sizeLots).toBe(0);
  });

  test("is put right to the atom when a fill of before it comes to light after it", () => {
    const run = opened();
    run.submit(1_000, { ...BUY, price: "99.99" });
    run.feed((m) => m.at(1_500).trade("buy", "100.00", "0.001"));
    // The book's rows are ahead of the print that was earlier.
    run.feed((m) =>
      m
        .at(2_010)
        .book({ asks: [["100.00", "40"]] })
        .at(1_995)
        .trade("sell", "99.98", "10"),
    );
    later(run);
    expect(run.fills().map(({ at }) => at)).toEqual([1_723_161_601_995_000]);
    expect(run.balances("funding", MARGIN)).toEqual(["0.1", "99.89"]);
  });

  test("counts the last rate before its time, and the mark that was known then", () => {
    const run = opened();
    run.submit(1_000, BUY);
    run.feed((m) => m.at(1_800).mark("110.00").funding("-0.02", 2_000).at(2_000).mark("50.00"));
    later(run);
    // 10 × 110 × −0.02 % = −0.22: longs receive.
    expect(paid(run)).toBe("-0.22");
  });

  test("is settled for a quiet instrument too, once the watermark has passed", () => {
    const run = opened();
    run.submit(1_000, BUY);
    run.timer(2_240);
    expect(paid(run)).toBe("0");
    run.timer(2_300);
    expect(paid(run)).toBe("0.1");
  });

  test("without a rate is not paid, and that is said once", () => {
    // The contract's interval is 8 h: 2024-08-09 08:00 UTC.
    const hour = 3_600_000;
    const run = new PerpRun().feed((m) => m.at(0).snapshot({ bids: [["99.99", "50"]], asks: [["100.00", "50"]] }));
    run.submit(1, BUY);
    const said = () => run.of("risk").flatMap(({ event }) => (event.kind === "funding" ? [event.text] : []));
    run.timer(8 * hour - 1_000);
    expect(said()).toEqual([]);
    run.timer(8 * hour + 1_000);
    run.timer(17 * hour);
    expect(said()).toEqual([
      "No funding of ABC/USDT:USDT at 2024-08-09T08:00:00Z: no rate is known; nothing is paid until one is",
    ]);
  });
});

test("times are written as people read them", () => {
  expect([0, 951_782_400, 951_868_799.999999, 1_709_164_800, 4_102_444_799].map((at) => isoText(at * 1e6))).toEqual([
    "1970-01-01T00:00:00Z",
    "2000-02-29T00:00:00Z",
    "2000-02-29T23:59:59Z",
    "2024-02-29T00:00:00Z",
    "2099-12-31T23:59:59Z",
  ]);
});
