import { describe, expect, test } from "vitest";
import { instrument } from "@/server/domain/instrument";
import { ABC } from "@/server/testing/engine-run";
import { PerpRun, plain } from "@/server/testing/perp-run";
import { LINEAR } from "@/server/testing/perpetuals";

const OTHER = instrument({ ...LINEAR, minNotional: "5", symbol: "XYZ/USDT:USDT", base: "XYZ" });
const BOOK = { bids: [["99.99", "900"]], asks: [["100.00", "900"]] } as const;
const opened = () =>
  new PerpRun({ instruments: [LINEAR, OTHER], mode: "cross", leverage: 10 }).feed((m) =>
    m.at(0).snapshot(BOOK).mark("100.00").on(1).snapshot(BOOK).mark("100.00").on(0),
  );
/** "500", or "500 XYZ" of the other one. */
const buy = (run: PerpRun, millis: number, wish: string) => {
  const [size = "", other] = wish.split(" ");
  const id = run.submit(millis, { side: "buy", size, spec: other ? OTHER : LINEAR });
  run.timer(millis + 400);
  return id;
};

describe("cross margin", () => {
  test("sets nothing aside: the whole balance stands behind all positions", () => {
    const run = opened();
    buy(run, 1, "500");
    // 50,000 of notional: only the fee of 25 leaves the cash.
    expect(run.balances("cash", `margin:${LINEAR.id}`)).toEqual(["9975", "0"]);
    expect(run.position().margin).toMatchObject({ mode: "cross", initialAtoms: 500_000_000_000n });
    // (500 × 100 − 9,975) / (500 × 0.995) = 80.4522…
    expect(run.position().margin?.liquidationTicks).toBe(8_046);
  });

  test("what a position holds at the start, and its loss, are not free for another; its profit is not either", () => {
    const run = opened();
    buy(run, 1, "500");
    const refused = (at: number) => run.order(buy(run, at, "900 XYZ")).reason?.limit;
    expect(refused(500)).toBe("4,975.00 USDT");
    run.feed((m) => m.at(1_000).mark("99.00"));
    expect(refused(1_500)).toBe("4,475.00 USDT");
    run.feed((m) => m.at(2_000).mark("110.00"));
    expect(refused(2_500)).toBe("4,975.00 USDT");
  });

  test("one position's profit keeps another one alive", () => {
    const run = opened();
    buy(run, 1, "500");
    buy(run, 500, "400 XYZ");
    // −9,900 on the one, +4,000 on the other: 10,000 − 45 − 5,900 = 4,055 against 0.5 % of 40,100 + 44,000 = 420.5.
    run.feed((m) => m.at(1_000).on(1).mark("110.00").on(0).mark("80.20"));
    run.timer(1_500);
    expect([run.position(0).sizeLots, run.position(1).sizeLots]).toEqual([500_000, 400_000]);
  });

  test("is closed all together when it is gone, and the fund brings the cash back to nothing", () => {
    const run = opened();
    buy(run, 1, "500");
    buy(run, 500, "300 XYZ");
    const resting = run.submit(950, { side: "buy", size: "1", price: "50.00", spec: OTHER });
    run.timer(1_300);
    run.feed((m) =>
      m
        .at(1_400)
        .book({
          bids: [
            ["99.99", "0"],
            ["70.00", "900"],
          ],
        })
        .on(1)
        .book({
          bids: [
            ["99.99", "0"],
            ["95.00", "900"],
          ],
        })
        .on(0)
        .mark("70.00"),
    );
    run.timer(1_900);
    expect([run.position(0).sizeLots, run.position(1).sizeLots]).toEqual([0, 0]);
    expect(run.order(resting)).toMatchObject({ state: "CANCELLED", reason: { rule: "liquidation" } });
    // 500 × −30 and 300 × −5 are 16,500; 9,960 were there: the fund bears the rest, no fee finds anything to take.
    expect(run.balances("cash", "realised", "fees", "insurance")).toEqual(["0", "16500", "40", "-6540"]);
  });
});

describe("spot beside a perpetual", () => {
  const mixed = () =>
    new PerpRun({ instruments: [ABC, LINEAR], mode: "cross", leverage: 10, balance: "1000" }).feed((m) =>
      m.at(0).snapshot(BOOK).on(1).snapshot(BOOK).mark("100.00"),
    );

  test("shares the cash: what one has set aside the other cannot spend", () => {
    const run = mixed();
    run.submit(1, { side: "buy", size: "5", price: "90.00", spec: ABC });
    run.timer(400);
    // 1,000 − 450 − 0.45 − 0.000005 are left; 60 × 100 at 10 times would need 600 and a fee.
    const id = buy(run, 500, "60");
    expect(run.order(id).reason).toMatchObject({ rule: "margin", limit: "549.549995 USDT" });
  });

  test("is no collateral, and has no part in the cross position's sums", () => {
    const run = mixed();
    run.submit(1, { side: "buy", size: "5", spec: ABC });
    run.timer(400);
    buy(run, 500, "40");
    // 1,000 − 500.5 − 2 = 497.5 of cash: (40 × 100 − 497.5) / (40 × 0.995) = 88.0025…
    expect(run.position(1).margin?.liquidationTicks).toBe(8_801);
    run.feed((m) => m.at(1_000).on(1).mark("88.00"));
    run.timer(1_500);
    expect(run.position(1).sizeLots).toBe(0);
    expect(run.position(0).sizeLots).toBe(500);
  });

  test("keeps what its resting orders have set aside when a cross position takes all else", () => {
    const run = mixed();
    const spot = run.submit(1, { side: "buy", size: "5", price: "90.00", spec: ABC });
    buy(run, 10, "50");
    run.feed((m) =>
      m
        .at(1_000)
        .on(1)
        .book({
          bids: [
            ["99.99", "0"],
            ["70.00", "900"],
          ],
        })
        .mark("70.00"),
    );
    run.timer(1_500);
    expect(run.position(1).sizeLots).toBe(0);
    // Set aside: 450 and the dearer fee of 0.45, an atom a lot. The loss of 1,500 is the fund's from there.
    expect(plain(run.balance("cash"))).toBe("450.450005");
    run.feed((m) => m.at(2_000).on(0).trade("sell", "89.99", "5"));
    run.timer(2_500);
    expect(run.order(spot).state).toBe("FILLED");
    expect(plain(run.balance("cash"))).toBe("0.000005");
  });

  test("an amend that the money is gone for when it arrives is refused, and the order stays as it was", () => {
    const run = mixed();
    buy(run, 1, "20");
    const spot = run.submit(500, { side: "buy", size: "1", price: "90.00", spec: ABC });
    run.timer(900);
    // Sent at 995 ms for 720 of the 800 that are free; at 1,000 the mark takes 500 of them.
    run.command(995, { kind: "amend", orderId: spot, limitTicks: null, sizeLots: 800 as never });
    run.feed((m) => m.at(1_000).on(1).mark("75.00").on(0).at(1_010).trade("buy", "100.00", "1"));
    run.timer(1_500);
    expect(run.order(spot)).toMatchObject({ state: "ACCEPTED", sizeLots: 100 });
    expect(run.of("orderEvent").at(-1)?.event.reason).toMatchObject({ rule: "cash" });
  });

  test("an order that the money is gone for when it arrives is turned away by the venue", () => {
    const run = mixed();
    buy(run, 1, "50");
    // Sent at 995 ms and there at 1,005; at 1,000 the position is taken over and nearly all is lost.
    const late = run.submit(995, { side: "buy", size: "4", price: "99.00", spec: ABC });
    run.feed((m) =>
      m
        .at(1_000)
        .on(1)
        .book({
          bids: [
            ["99.99", "0"],
            ["82.00", "900"],
          ],
        })
        .mark("80.00"),
    );
    run.timer(1_500);
    expect(run.order(late)).toMatchObject({ state: "REJECTED", reason: { rule: "cash" } });
  });
});
