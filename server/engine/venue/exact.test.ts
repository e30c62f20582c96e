import { describe, expect, test } from "vitest";
import { EngineRun, testSettings } from "@/server/testing/engine-run";
import type { MarketBuilder } from "@/server/testing/market-builder";

const ASK = ["100.01", "4"] as const;
const bid = (id: number, size: string, traded = false) => ({ id, side: "buy", price: "99.99", size, traded }) as const;

/** Orders 1 (3) and 2 (2) stand at 99.99; ours of `size` comes behind them at 11 ms, order 3 (4) behind ours at 20. */
function resting(size = "2", kind: "exact" | "log" = "exact") {
  const run = new EngineRun(testSettings({ queueModel: { kind } }));
  run.feed((m) =>
    m
      .at(0)
      .snapshot({ bids: [["99.98", "9"]], asks: [ASK] })
      .at(0)
      .order(bid(1, "3"))
      .order(bid(2, "2"))
      .book({ bids: [["99.99", "5"]] }),
  );
  const id = run.submit(1, { side: "buy", size, price: "99.99" });
  run.feed((m) =>
    m
      .at(20)
      .order(bid(3, "4"))
      .book({ bids: [["99.99", "9"]] }),
  );
  return { run, id };
}

const after = (run: EngineRun, write: (m: MarketBuilder) => unknown) => {
  run.feed(write).timer(5_000);
  return run.fills().map(({ sizeLots, rule, liquidity }) => [sizeLots, rule, liquidity]);
};

const aheads = (run: EngineRun) => run.of("trace").map(({ point: { cause, aheadLots } }) => [cause, aheadLots]);

describe("an order among orders that the feed names", () => {
  test("knows who is ahead, whoever cancels", () => {
    const { run, id } = resting();
    expect(run.order(id)).toMatchObject({ aheadAtAcceptLots: 500 });
    const got = after(run, (m) =>
      m
        .at(30)
        .order(bid(3, "1"))
        .book({ bids: [["99.99", "6"]] })
        .at(40)
        .order(bid(1, "0"))
        .book({ bids: [["99.99", "3"]] })
        .at(50)
        .order(bid(2, "1.5"))
        .book({ bids: [["99.99", "2.5"]] }),
    );
    expect(got).toEqual([]);
    expect(aheads(run)).toEqual([
      ["accepted", 500],
      ["cancel", 200],
      ["cancel", 150],
    ]);
  });

  test("loses an order ahead that grows: it goes to the back", () => {
    const { run } = resting();
    after(run, (m) =>
      m
        .at(30)
        .order(bid(1, "8"))
        .book({ bids: [["99.99", "14"]] }),
    );
    expect(aheads(run).at(-1)).toEqual(["cancel", 200]);
  });

  test("is filled by what an order behind it trades, and by no more", () => {
    const { run } = resting("3");
    const got = after(run, (m) =>
      m
        .at(30)
        .order(bid(1, "0", true))
        .order(bid(2, "0", true))
        .order(bid(3, "3", true))
        .trade("sell", "99.99", "6")
        .book({ bids: [["99.99", "3"]] }),
    );
    expect(got).toEqual([[100, "exact_queue", "maker"]]);
  });

  test("counts a trade once, whether its print or its orders come first", () => {
    const { run } = resting("3");
    const got = after(run, (m) =>
      m
        .at(30)
        .trade("sell", "99.99", "6")
        .order(bid(1, "0", true))
        .order(bid(2, "0", true))
        .order(bid(3, "3", true))
        .book({ bids: [["99.99", "3"]] }),
    );
    expect(got).toEqual([[100, "exact_queue", "maker"]]);
  });

  test("is filled by a print larger than all ahead, though no order behind it shows it", () => {
    const { run } = resting("3");
    const got = after(run, (m) => m.at(30).trade("sell", "99.99", "7"));
    expect(got).toEqual([[200, "exact_queue", "maker"]]);
  });

  test("is filled at its price by a print beyond it, as in the other models", () => {
    const { run } = resting("3");
    expect(after(run, (m) => m.at(30).trade("sell", "99.98", "2"))).toEqual([[200, "traded_through", "maker"]]);
  });

  test("goes behind all of a snapshot after a gap", () => {
    const { run } = resting();
    run.feed((m) => m.at(30).gap().at(40).order(bid(1, "0")));
    run.feed((m) => m.at(50).snapshot({ bids: [["99.98", "9"]], asks: [ASK] }));
    run.feed((m) =>
      m
        .at(60)
        .order(bid(7, "6"))
        .book({ bids: [["99.99", "6"]] }),
    );
    const got = after(run, (m) =>
      m
        .at(70)
        .order(bid(7, "5", true))
        .trade("sell", "99.99", "1"),
    );
    // Nobody stood at its price in the snapshot: it is first again.
    expect(got).toEqual([[100, "exact_queue", "maker"]]);
    expect(aheads(run).at(-1)).toEqual(["requeued", 0]);
  });

  test("does not hear of orders in the log model", () => {
    const { run } = resting("2", "log");
    expect(
      after(run, (m) =>
        m
          .at(30)
          .order(bid(1, "0"))
          .order(bid(2, "0"))
          .order(bid(3, "0", true)),
      ),
    ).toEqual([]);
  });
});

test("where the feed names no orders, exact guesses like log and says so once", () => {
  const play = (kind: "exact" | "log") => {
    const run = new EngineRun(testSettings({ queueModel: { kind } }));
    run.feed((m) => m.at(0).snapshot({ bids: [["99.99", "5"]], asks: [ASK] }));
    run.submit(1, { side: "buy", size: "2", price: "99.99" });
    run.feed((m) => m.at(20).book({ bids: [["99.99", "9"]] }));
    run.feed((m) =>
      m
        .at(30)
        .book({ bids: [["99.99", "3"]] })
        .at(40)
        .trade("sell", "99.99", "2.5"),
    );
    run.timer(5_000);
    return run;
  };
  const [exact, log] = [play("exact"), play("log")];
  expect(aheads(exact)).toEqual(aheads(log));
  expect(exact.fills()).toEqual(log.fills());
  const said = exact.of("risk").map(({ event: { text } }) => text);
  expect(said).toEqual([
    "The feed of ABC/USDT names no orders: places in its queues are guessed by the log model, not exact",
  ]);
});
