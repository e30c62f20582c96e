import { describe, expect, test } from "vitest";
import { PerpRun } from "@/server/testing/perp-run";
import { INVERSE } from "@/server/testing/perpetuals";

const MARGIN = `margin:${INVERSE.id}` as const;
/** 10 ABC; contracts of 100 USD at 10,000 are 0.01 ABC each. */
const opened = () =>
  new PerpRun({ instruments: [INVERSE], balance: "10" }).feed((m) =>
    m.at(0).snapshot({ bids: [["9999.9", "5000"]], asks: [["10000.0", "5000"]] }),
  );
const up = (run: PerpRun) =>
  run.feed((m) =>
    m.at(600).book({
      bids: [["11000.0", "5000"]],
      asks: [
        ["10000.0", "0"],
        ["11000.1", "5000"],
      ],
    }),
  );

describe("a coin-margined long of 1,000 contracts", () => {
  test("earns face × size × (1/entry − 1/exit), counted in the coin", () => {
    const run = opened();
    run.submit(1, { side: "buy", size: "1000", spec: INVERSE });
    run.timer(500);
    // 100,000 USD at 10,000 are 10 ABC: 1 ABC of margin, 0.05 % fee.
    expect(run.balances("cash", MARGIN, "fees")).toEqual(["8.995", "1", "0.005"]);
    up(run);
    run.submit(700, { side: "sell", size: "1000", spec: INVERSE });
    run.timer(1_200);
    // 100,000/10,000 − 100,000/11,000 = 10 − 9.090909090… (up to 9.09090910) = 0.9090909; fee 0.00454545…, up.
    expect(run.balances("realised", "fees", "cash", MARGIN)).toEqual(["-0.9090909", "0.00954546", "10.89954544", "0"]);
    const [trip] = run.of("roundTrip").map(({ trip: one }) => one);
    // Bought contracts are sold coins: sold 10, bought 9.0909091.
    expect(trip).toMatchObject({
      boughtLots: 1_000,
      soldAtoms: 1_000_000_000n,
      boughtAtoms: 909_090_910n,
      pnlAtoms: 89_954_544n,
    });
  });

  test("is taken over where the formula says, and the fund bears what goes beyond the margin", () => {
    const run = opened();
    run.submit(1, { side: "buy", size: "1000", spec: INVERSE });
    run.timer(500);
    // 10,000 × 1.005 / 1.1 = 9,136.36…
    run.feed((m) => m.at(600).mark("9136.4"));
    run.timer(900);
    expect(run.position()).toMatchObject({ sizeLots: 1_000, margin: { liquidationTicks: 91_364 } });
    run.feed((m) =>
      m
        .at(1_000)
        .book({
          bids: [
            ["9999.9", "0"],
            ["8000.0", "5000"],
          ],
        })
        .mark("9136.3"),
    );
    run.timer(1_500);
    // 10 − 100,000/8,000 = −2.5: 1.5 more than the margin of 1.
    expect(run.position().sizeLots).toBe(0);
    expect(run.balances("cash", MARGIN, "insurance", "realised")).toEqual(["8.995", "0", "-1.5", "2.5"]);
  });

  test("says sizes in contracts and money in the coin", () => {
    const run = opened();
    const id = run.submit(1, { side: "buy", size: "1000", spec: INVERSE });
    run.timer(500);
    const texts = run.of("orderEvent").flatMap(({ event }) => (event.orderId === id ? [event.text] : []));
    expect(texts.join("; ")).toContain("1000 contracts");
  });
});
