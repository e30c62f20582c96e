import { draft } from "@/server/testing/engine-run";
import type { Scenario } from "./scenario";
import { alive, openBook, plainDesk } from "./start";

type Wish = Parameters<typeof draft>[0];
const submit = (wish: Wish) => ({ kind: "submit", order: draft(wish) }) as const;

export const TAKING_SCENARIOS: readonly Scenario[] = [
  {
    id: "walking-the-book",
    title: "A market order walks the book",
    shows: "Five are bought at market: four at the best offer, one a tick above. Each level is paid at its own price.",
    settings: plainDesk(),
    script: (script) => {
      openBook(script);
      script.command(1, submit({ side: "buy", size: "5" }));
      alive(script, 12, 20);
    },
    expected: {
      fills: [
        { order: "ord-1", size: "4", price: "100.01", rule: "walked_book", at: 11, known: 16 },
        { order: "ord-1", size: "1", price: "100.02", rule: "walked_book", at: 11, known: 16 },
      ],
      states: { "ord-1": "FILLED" },
      cash: "9499.43994",
      equity: "9999.43994",
      positions: { "ABC/USDT": "5" },
    },
    worked: [
      "4 × 100.01 = 400.04 and 1 × 100.02 = 100.02; fees of 0.1 %: 0.40004 + 0.10002 = 0.50006.",
      "Cash 10,000 − 500.06 − 0.50006 = 9,499.43994. The mid is 100.00: 5 are worth 500; equity 9,999.43994.",
    ],
  },
  {
    id: "latency-changes-the-price",
    title: "The price is gone when the order arrives",
    shows:
      "The offer at 100.01 was there when we decided and is gone 3 ms before we arrive. The order meets the book of its arrival: nothing is within its limit, and it expires unfilled.",
    settings: plainDesk(),
    script: (script) => {
      openBook(script);
      script.command(1, submit({ side: "buy", size: "4", price: "100.01", tif: "IOC" }));
      script.market((m) =>
        m
          .at(8)
          .book({ asks: [["100.01", "0"]] })
          .at(20)
          .book({ bids: [["99.97", "1"]] }),
      );
    },
    expected: { fills: [], states: { "ord-1": "EXPIRED" }, reasons: { "ord-1": "ioc_remainder" } },
    worked: ["Decided at 1 ms on an offer of 4 at 100.01; arrives at 11 ms, when the best offer is 100.02."],
  },
  {
    id: "bought-lots-stay-bought",
    title: "What we took stays taken",
    shows:
      "The recorded market does not know that we bought its four at 100.01 and goes on displaying them. We cannot buy them twice: until the venue reports that level again, the next order pays 100.02.",
    settings: plainDesk(),
    script: (script) => {
      openBook(script);
      script.command(1, submit({ side: "buy", size: "4" }));
      alive(script, 12);
      script.command(20, submit({ side: "buy", size: "2" }));
      alive(script, 31, 40);
      script.market((m) => m.at(50).book({ asks: [["100.01", "3"]] }));
      script.command(60, submit({ side: "buy", size: "1" }));
      alive(script, 71, 80);
    },
    expected: {
      fills: [
        { order: "ord-1", size: "4", price: "100.01", rule: "walked_book", at: 11, known: 16 },
        { order: "ord-2", size: "2", price: "100.02", rule: "walked_book", at: 30, known: 35 },
        { order: "ord-3", size: "1", price: "100.01", rule: "walked_book", at: 70, known: 75 },
      ],
      states: { "ord-1": "FILLED", "ord-2": "FILLED", "ord-3": "FILLED" },
    },
    worked: ["The row of 50 ms reports the level anew, with 3: from then on it is believed again."],
  },
  {
    id: "past-the-known-book",
    title: "The known book ends",
    shows: "Twelve are wanted at market and the known book holds ten. The other two are cancelled, not invented.",
    settings: plainDesk(),
    script: (script) => {
      openBook(script);
      script.command(1, submit({ side: "buy", size: "12" }));
      alive(script, 12, 20);
    },
    expected: {
      fills: [
        { order: "ord-1", size: "4", price: "100.01", rule: "walked_book", at: 11, known: 16 },
        { order: "ord-1", size: "6", price: "100.02", rule: "walked_book", at: 11, known: 16 },
      ],
      states: { "ord-1": "CANCELLED" },
      reasons: { "ord-1": "no_liquidity" },
    },
    worked: ["4 + 6 = 10 of 12; 2 are left and go."],
  },
  {
    id: "fill-or-kill",
    title: "Fill or kill takes all or nothing",
    shows: "Five are wanted at once at up to 100.01, where four are offered. Nothing is taken at all.",
    settings: plainDesk(),
    script: (script) => {
      openBook(script);
      script.command(1, submit({ side: "buy", size: "5", price: "100.01", tif: "FOK" }));
    },
    expected: {
      fills: [],
      states: { "ord-1": "EXPIRED" },
      reasons: { "ord-1": "fok_not_fillable" },
      cash: "10000",
    },
    worked: ["4 < 5 within the limit: nothing is taken, no fee is paid."],
  },
  {
    id: "limit-takes-then-rests",
    title: "A limit order takes what is there and rests",
    shows:
      "A buy of six at 100.01 takes the four on offer as a taker; the other two rest as the new best bid, first in their queue.",
    settings: plainDesk(),
    script: (script) => {
      openBook(script);
      script.command(1, submit({ side: "buy", size: "6", price: "100.01" }));
      alive(script, 12);
      script.market((m) =>
        m
          .at(20)
          .book({ asks: [["100.01", "0"]] })
          .at(30)
          .trade("sell", "100.01", "0.7"),
      );
    },
    expected: {
      fills: [
        { order: "ord-1", size: "4", price: "100.01", rule: "walked_book", at: 11, known: 16 },
        { order: "ord-1", size: "0.7", price: "100.01", rule: "queue_reached", at: 30, known: 35 },
      ],
      states: { "ord-1": "PARTIALLY_FILLED" },
      queue: { "ord-1": [["accepted", "0"]] },
    },
    worked: ["Nobody else bids 100.01: 0 ahead. The seller of 0.7 is ours."],
  },
  {
    id: "post-only-refused",
    title: "Post-only is refused rather than filled",
    shows: "A post-only buy at the best offer would take. It is rejected at the venue, with the numbers.",
    settings: plainDesk(),
    script: (script) => {
      openBook(script);
      script.command(1, submit({ side: "buy", size: "2", price: "100.01", postOnly: true }));
    },
    expected: { fills: [], states: { "ord-1": "REJECTED" }, reasons: { "ord-1": "post_only_would_cross" } },
    worked: ["Limit 100.01, best offer 100.01 at arrival."],
  },
  {
    id: "never-with-ourselves",
    title: "We never trade with ourselves",
    shows:
      "We rest a sell at 100.00 inside the spread and then buy at market. The order is refused before it is sent: it could meet our own.",
    settings: plainDesk(),
    script: (script) => {
      openBook(script);
      script.command(1, submit({ side: "buy", size: "3" }));
      alive(script, 12, 20);
      script.command(100, submit({ side: "sell", size: "2", price: "100.00" }));
      alive(script, 120, 140);
      script.command(200, submit({ side: "buy", size: "2" }));
    },
    expected: {
      fills: [{ order: "ord-1", size: "3", price: "100.01", rule: "walked_book", at: 11, known: 16 }],
      states: { "ord-1": "FILLED", "ord-2": "ACCEPTED", "ord-3": "REJECTED" },
      reasons: { "ord-3": "self_cross" },
    },
    worked: ["The market buy could reach 100.01, our own sell stands at 100.00."],
  },
];
