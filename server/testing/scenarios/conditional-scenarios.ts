import { lots } from "@/server/domain/lots";
import type { OrderDraft, OrderTerms, OrderType } from "@/server/domain/order";
import { ticks } from "@/server/domain/ticks";
import { draft } from "@/server/testing/engine-run";
import { atMillis } from "@/server/testing/market-builder";
import type { Scenario, Script } from "./scenario";
import { alive, openBook, plainDesk } from "./start";

/** Three bought at 100.01, known at 16 ms. */
function hold(script: Script): void {
  openBook(script);
  script.command(1, { kind: "submit", order: draft({ side: "buy", size: "3" }) });
  alive(script, 12, 20);
}

const HELD = { order: "ord-1", size: "3", price: "100.01", rule: "walked_book", at: 11, known: 16 } as const;

/** A sell of three that waits. */
const waiting = (type: OrderType, terms: OrderTerms): OrderDraft => ({
  ...draft({ side: "sell", size: "3" }),
  type,
  terms,
});

const last = (price: number) => ({ ticks: ticks(price), by: "last" }) as const;

export const CONDITIONAL_SCENARIOS: readonly Scenario[] = [
  {
    id: "stop-that-gaps",
    title: "A stop is no promise of its price",
    shows:
      "A sell stop at 99.50 protects three. The market falls through it without trading there: the stop is triggered by a print at 98.00 and sells at what is bid then.",
    settings: plainDesk(),
    script: (script) => {
      hold(script);
      script.command(100, { kind: "submit", order: waiting("stop", { trigger: last(9_950) }) });
      script.market((m) =>
        m
          .at(200)
          .book({
            bids: [
              ["99.99", "0"],
              ["99.98", "0"],
              ["99.90", "0"],
              ["98.00", "5"],
            ],
            asks: [["98.50", "2"]],
          })
          .at(205)
          .trade("sell", "98.00", "1"),
      );
      alive(script, 210, 220);
    },
    expected: {
      fills: [HELD, { order: "ord-2", size: "3", price: "98.00", rule: "walked_book", at: 205, known: 210 }],
      states: { "ord-1": "FILLED", "ord-2": "FILLED" },
      positions: { "ABC/USDT": "0" },
    },
    worked: [
      "98.00 ≤ 99.50 at 205 ms: triggered. The print itself took 1 of the 5 bid; of the 4 left we sell our 3 at 98.00.",
      "1.50 below the stop: that is the gap, not an error.",
    ],
  },
  {
    id: "trailing-stop",
    title: "A trailing stop follows and then sells",
    shows:
      "The stop stays 0.50 behind the best print since it arrived, moves up with it, never down, and sells when the market comes back.",
    settings: plainDesk(),
    script: (script) => {
      hold(script);
      const trail = { distance: { ticks: 50 }, activationTicks: null, by: "last" } as const;
      script.command(100, { kind: "submit", order: waiting("trailing_stop", { trail }) });
      script.market((m) =>
        m
          .at(200)
          .book({
            bids: [["100.58", "5"]],
            asks: [
              ["100.01", "0"],
              ["100.02", "0"],
              ["100.62", "4"],
            ],
          })
          .at(210)
          .trade("buy", "100.62", "1")
          .at(300)
          .book({
            bids: [
              ["100.58", "0"],
              ["100.05", "5"],
            ],
          })
          .at(310)
          .trade("sell", "100.05", "1"),
      );
      alive(script, 320, 330);
    },
    expected: {
      fills: [HELD, { order: "ord-2", size: "3", price: "100.05", rule: "walked_book", at: 310, known: 320 }],
      states: { "ord-1": "FILLED", "ord-2": "FILLED" },
    },
    worked: [
      "Best print 100.62: the stop stands at 100.12. The print at 100.05 is below it.",
      "Of the 5 bid at 100.05 one has just been sold; 3 of the other 4 take ours.",
    ],
  },
  {
    id: "one-cancels-the-other",
    title: "One cancels the other",
    shows:
      "A target at 100.50 and a stop at 99.00 share one position. As soon as the target fills at all, the venue takes the stop back at that very moment.",
    settings: plainDesk(),
    script: (script) => {
      hold(script);
      const target = draft({ side: "sell", size: "3", price: "100.50" });
      script.command(100, { kind: "submitOco", orders: [target, waiting("stop", { trigger: last(9_900) })] });
      script.market((m) => m.at(200).trade("buy", "100.50", "2").at(210).trade("sell", "98.90", "1"));
      alive(script, 220);
    },
    expected: {
      fills: [HELD, { order: "ord-2", size: "2", price: "100.50", rule: "queue_reached", at: 200, known: 205 }],
      states: { "ord-1": "FILLED", "ord-2": "PARTIALLY_FILLED", "ord-3": "CANCELLED" },
      reasons: { "ord-3": "linked_order" },
    },
    worked: [
      "Nobody else offers at 100.50: 0 ahead, 2 of 3 fill at 200 ms.",
      "The print at 98.90 would have triggered the stop, which is gone since 200 ms.",
    ],
  },
  {
    id: "good-till-a-time",
    title: "An order ends at its time, quiet market or not",
    shows: "Good till 300 ms. Nothing moves in this market, and the order ends all the same.",
    settings: plainDesk(),
    script: (script) => {
      openBook(script);
      script.command(1, {
        kind: "submit",
        order: {
          ...draft({ side: "buy", size: "2", price: "99.99" }),
          timeInForce: "GTD",
          terms: { expiresAt: atMillis(300) },
        },
      });
      script.until(2_000);
      script.market((m) => m.at(2_100).trade("sell", "99.99", "9"));
    },
    expected: { fills: [], states: { "ord-1": "EXPIRED" }, reasons: { "ord-1": "expired" } },
    worked: ["The 9 traded at 2,100 ms come 1,800 ms too late."],
  },
  {
    id: "post-only-slides",
    title: "Post-only, one tick aside",
    shows:
      "A post-only buy at the best offer would take. Asked to slide, it is put one tick before the offer instead and rests there, first in line.",
    settings: plainDesk(),
    script: (script) => {
      openBook(script);
      script.command(1, {
        kind: "submit",
        order: {
          ...draft({ side: "buy", size: "2", price: "100.01", postOnly: true }),
          terms: { postOnlySlide: true },
        },
      });
      alive(script, 20);
      script.market((m) => m.at(30).trade("sell", "100.00", "0.5"));
    },
    expected: {
      fills: [{ order: "ord-1", size: "0.5", price: "100.00", rule: "queue_reached", at: 30, known: 35 }],
      states: { "ord-1": "PARTIALLY_FILLED" },
      queue: { "ord-1": [["accepted", "0"]] },
    },
    worked: ["Best offer 100.01, so it rests at 100.00, where nobody else bids."],
  },
  {
    id: "iceberg",
    title: "An iceberg waits anew for each part",
    shows:
      "Three are wanted and one is shown. When the shown part has filled the next one is shown, at the back of the queue: what stood behind us is before us now.",
    settings: plainDesk(),
    script: (script) => {
      openBook(script);
      script.command(1, {
        kind: "submit",
        order: { ...draft({ side: "buy", size: "3", price: "99.99" }), terms: { displayLots: lots(100) } },
      });
      alive(script, 20);
      script.market((m) =>
        m
          .at(25)
          .book({ bids: [["99.99", "7"]] })
          .at(30)
          .trade("sell", "99.99", "6")
          .at(35)
          .book({ bids: [["99.99", "1"]] })
          .at(40)
          .trade("sell", "99.99", "1.4"),
      );
    },
    expected: {
      fills: [
        { order: "ord-1", size: "1", price: "99.99", rule: "queue_reached", at: 30, known: 35 },
        { order: "ord-1", size: "0.4", price: "99.99", rule: "queue_reached", at: 40, known: 45 },
      ],
      states: { "ord-1": "PARTIALLY_FILLED" },
    },
    worked: [
      "5 ahead, then 2 more behind. The 6 at 30 ms use up the 5 and our shown 1.",
      "The next 1 stands behind what is left at 99.99: 1. Of the 1.4 at 40 ms 0.4 are ours.",
    ],
  },
  {
    id: "bracket-on-a-partial-entry",
    title: "Exits for what has filled, and no more",
    shows:
      "An entry of two carries a stop and a target. Half of it fills: exits for one are sent when the desk learns of it. A quarter more fills: the exits grow with it. The target fills, and the stop goes with it.",
    settings: plainDesk(),
    script: (script) => {
      openBook(script);
      script.command(1, {
        kind: "submit",
        order: {
          ...draft({ side: "buy", size: "2", price: "99.99" }),
          terms: {
            bracket: {
              stop: { ticks: ticks(9_900), limitTicks: null },
              trail: null,
              target: { ticks: ticks(10_100) },
            },
          },
        },
      });
      alive(script, 20);
      script.market((m) => m.at(30).trade("sell", "99.99", "6"));
      alive(script, 36, 47, 53);
      script.market((m) => m.at(60).trade("sell", "99.99", "0.5"));
      alive(script, 66, 77, 83, 120);
      script.market((m) => m.at(200).trade("buy", "101.00", "5"));
      alive(script, 206, 220);
    },
    expected: {
      fills: [
        { order: "ord-1", size: "1", price: "99.99", rule: "queue_reached", at: 30, known: 35 },
        { order: "ord-1", size: "0.5", price: "99.99", rule: "queue_reached", at: 60, known: 65 },
        { order: "ord-3", size: "1.5", price: "101.00", rule: "queue_reached", at: 200, known: 205 },
      ],
      states: { "ord-1": "CANCELLED", "ord-2": "CANCELLED", "ord-3": "FILLED" },
      reasons: { "ord-1": "bracket", "ord-2": "linked_order" },
      positions: { "ABC/USDT": "0" },
    },
    worked: [
      "30 ms: 6 − 5 ahead = 1. Known at 35 ms; exits of 1 are sent with the next thing heard, 36 ms, and stand at 46 ms.",
      "60 ms: 0.5 more, known at 65 ms: the exits are made 1.5. Until they were there nothing protected the position.",
      "200 ms: nobody else offers at 101.00, so all 1.5 fill; the stop has nothing left to protect and is cancelled.",
      "The trade is over: what was left of the entry, 0.5, is taken back, or it would open a position after its exit.",
    ],
  },
];
