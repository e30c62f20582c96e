import { lots } from "@/server/domain/lots";
import { ticks } from "@/server/domain/ticks";
import { draft } from "@/server/testing/engine-run";
import type { Scenario, Script } from "./scenario";
import { openBook, plainDesk } from "./start";

function rest(script: Script): string {
  openBook(script);
  const id = script.command(1, { kind: "submit", order: draft({ side: "buy", size: "2", price: "99.99" }) });
  script.market((m) => m.at(20).book({ bids: [["99.97", "1"]] }));
  return id;
}

export const REQUEST_SCENARIOS: readonly Scenario[] = [
  {
    id: "cancel-loses-the-race",
    title: "A cancel loses its race",
    shows:
      "We ask to cancel at 30 ms; the request needs 10 ms. At 35 ms the order fills in whole. The cancel finds nothing to take back and is refused.",
    settings: plainDesk(),
    script: (script) => {
      const orderId = rest(script);
      script.command(30, { kind: "cancel", orderId });
      script.market((m) =>
        m
          .at(35)
          .trade("sell", "99.99", "8")
          .at(60)
          .book({ bids: [["99.97", "2"]] }),
      );
    },
    expected: {
      fills: [{ order: "ord-1", size: "2", price: "99.99", rule: "queue_reached", at: 35, known: 40 }],
      states: { "ord-1": "FILLED" },
    },
    worked: ["8 − 5 ahead = 3, enough for our 2, 5 ms before the cancel arrives."],
  },
  {
    id: "partial-then-cancel",
    title: "A partial fill overtakes the cancel",
    shows: "The same race with a smaller trade: half of the order fills before the cancel takes the other half back.",
    settings: plainDesk(),
    script: (script) => {
      const orderId = rest(script);
      script.command(30, { kind: "cancel", orderId });
      script.market((m) =>
        m
          .at(35)
          .trade("sell", "99.99", "6")
          .at(60)
          .book({ bids: [["99.97", "2"]] }),
      );
    },
    expected: {
      fills: [{ order: "ord-1", size: "1", price: "99.99", rule: "queue_reached", at: 35, known: 40 }],
      states: { "ord-1": "CANCELLED" },
      reasons: { "ord-1": "cancelled_by_user" },
      positions: { "ABC/USDT": "1" },
    },
    worked: ["6 − 5 = 1 fills at 35 ms; at 40 ms the cancel takes back the other 1."],
  },
  {
    id: "amend-down-keeps-the-place",
    title: "A smaller size keeps its place",
    shows: "Only when nothing but the size goes down does an amended order keep its place in the queue.",
    settings: plainDesk(),
    script: (script) => {
      const orderId = rest(script);
      script.command(22, { kind: "amend", orderId, limitTicks: null, sizeLots: lots(100) });
      script.market((m) =>
        m
          .at(25)
          .book({ bids: [["99.99", "9"]] })
          .at(50)
          .trade("sell", "99.99", "5.4"),
      );
    },
    expected: {
      fills: [{ order: "ord-1", size: "0.4", price: "99.99", rule: "queue_reached", at: 50, known: 55 }],
      states: { "ord-1": "PARTIALLY_FILLED" },
      queue: {
        "ord-1": [
          ["accepted", "5"],
          ["trade", "0"],
        ],
      },
    },
    worked: ["Still 5 ahead of the now 1: 5.4 − 5 = 0.4."],
  },
  {
    id: "amend-up-loses-the-place",
    title: "A larger size goes to the back",
    shows:
      "Asking for more is a new order as far as the queue is concerned: it stands behind the four who came meanwhile.",
    settings: plainDesk(),
    script: (script) => {
      const orderId = rest(script);
      script.command(22, { kind: "amend", orderId, limitTicks: null, sizeLots: lots(300) });
      script.market((m) =>
        m
          .at(25)
          .book({ bids: [["99.99", "9"]] })
          .at(50)
          .trade("sell", "99.99", "9.4"),
      );
    },
    expected: {
      fills: [{ order: "ord-1", size: "0.4", price: "99.99", rule: "queue_reached", at: 50, known: 55 }],
      states: { "ord-1": "PARTIALLY_FILLED" },
      queue: {
        "ord-1": [
          ["accepted", "5"],
          ["amended", "9"],
          ["trade", "0"],
        ],
      },
    },
    worked: ["At 32 ms 9 are displayed at 99.99: all of them are ahead now. 9.4 − 9 = 0.4."],
  },
  {
    id: "amend-to-another-price",
    title: "Another price is another queue",
    shows: "Moving the order up by a tick leaves the old queue for good; nobody else bids there, so it is first.",
    settings: plainDesk(),
    script: (script) => {
      const orderId = rest(script);
      script.command(22, { kind: "amend", orderId, limitTicks: ticks(10_000), sizeLots: null });
      script.market((m) => m.at(40).trade("sell", "100.00", "0.3"));
    },
    expected: {
      fills: [{ order: "ord-1", size: "0.3", price: "100.00", rule: "queue_reached", at: 40, known: 45 }],
      states: { "ord-1": "PARTIALLY_FILLED" },
      queue: {
        "ord-1": [
          ["accepted", "5"],
          ["amended", "0"],
        ],
      },
    },
    worked: ["Nobody stood at 100.00: 0 ahead."],
  },
  {
    id: "restart-loses-the-place",
    title: "After a crash the order is at the back",
    shows:
      "The desk dies and comes back. What happened in the queue meanwhile is unknown, so the order re-enters at the back and says so.",
    settings: plainDesk(),
    script: (script) => {
      rest(script);
      script.restart(30);
      script.market((m) =>
        m
          .at(40)
          .snapshot({ bids: [["99.99", "6"]], asks: [["100.01", "4"]] })
          .at(50)
          .trade("sell", "99.99", "6.2"),
      );
    },
    expected: {
      fills: [{ order: "ord-1", size: "0.2", price: "99.99", rule: "queue_reached", at: 50, known: 55 }],
      states: { "ord-1": "PARTIALLY_FILLED" },
      queue: {
        "ord-1": [
          ["accepted", "5"],
          ["requeued", "6"],
          ["trade", "0"],
        ],
      },
    },
    worked: ["6 ahead after the restart; 6.2 − 6 = 0.2."],
  },
];
