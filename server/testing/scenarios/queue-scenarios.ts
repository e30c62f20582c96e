import { draft } from "@/server/testing/engine-run";
import type { Scenario, Script } from "./scenario";
import { BOOK, openBook, plainDesk } from "./start";

const buy = (price: string, size: string) => ({ kind: "submit", order: draft({ side: "buy", size, price }) }) as const;

/** A buy of 2 at 99.99, sent at 1 ms, at the venue at 11 ms behind the 5 displayed. */
function rest(script: Script): void {
  openBook(script);
  script.command(1, buy("99.99", "2"));
  script.market((m) => m.at(20).book({ bids: [["99.97", "1"]] }));
}

export const QUEUE_SCENARIOS: readonly Scenario[] = [
  {
    id: "queue-drained-by-trades",
    title: "Trades drain the queue, then fill us",
    shows:
      "Five are displayed at our price when we arrive, so five must trade or go before we do. A trade is used up by the queue first; only what is left over of it fills us, and never more.",
    settings: plainDesk(),
    script: (script) => {
      rest(script);
      script.market((m) =>
        m.at(30).trade("sell", "99.99", "4").at(40).trade("sell", "99.99", "1.5").at(50).trade("sell", "99.99", "3"),
      );
    },
    expected: {
      fills: [
        { order: "ord-1", size: "0.5", price: "99.99", rule: "queue_reached", at: 40, known: 45 },
        { order: "ord-1", size: "1.5", price: "99.99", rule: "queue_reached", at: 50, known: 55 },
      ],
      states: { "ord-1": "FILLED" },
      queue: {
        "ord-1": [
          ["accepted", "5"],
          ["trade", "1"],
          ["trade", "0"],
        ],
      },
    },
    worked: [
      "Ahead at acceptance: the 5 displayed at 99.99.",
      "30 ms: 5 − 4 = 1 ahead. 40 ms: the trade of 1.5 takes that 1 and 0.5 of ours.",
      "50 ms: nobody is ahead; of the 3 traded we get the 1.5 that were left of our 2.",
    ],
  },
  {
    id: "cancels-pessimistic",
    title: "Cancels do not help the pessimist",
    shows:
      "Four more join behind us, then three cancel somewhere in the level. The pessimistic model takes every cancel to come from behind: our place stays as it was.",
    settings: plainDesk(),
    script: (script) => {
      rest(script);
      script.market((m) =>
        m
          .at(25)
          .book({ bids: [["99.99", "9"]] })
          .at(30)
          .book({ bids: [["99.99", "6"]] }),
      );
    },
    expected: { fills: [], states: { "ord-1": "ACCEPTED" }, queue: { "ord-1": [["accepted", "5"]] } },
    worked: ["After 25 ms 5 stand before us and 4 behind. p = 1: ahead = min(5 − 0 × 3 + min(4 − 3, 0), 6) = 5."],
  },
  {
    id: "cancels-log",
    title: "Cancels in the base model",
    shows:
      "The same three cancels under the log model, which spreads them over both sides of us by how much stands there.",
    settings: plainDesk({ queueModel: { kind: "log" } }),
    script: (script) => {
      rest(script);
      script.market((m) =>
        m
          .at(25)
          .book({ bids: [["99.99", "9"]] })
          .at(30)
          .book({ bids: [["99.99", "6"]] }),
      );
    },
    expected: {
      fills: [],
      states: { "ord-1": "ACCEPTED" },
      queue: {
        "ord-1": [
          ["accepted", "5"],
          ["cancel", "3.48"],
        ],
      },
    },
    worked: [
      "In lots of 0.01: ahead 500, behind 400. p = ln 401 / (ln 401 + ln 501) = 5.99396 / 12.21057 = 0.490883, a little up to 0.490884.",
      "ahead = 500 − (1 − 0.490884) × 300 = 347.27, rounded against us to 348 lots, which is 3.48.",
    ],
  },
  {
    id: "level-vanishes",
    title: "A level vanishes and nobody is filled",
    shows: "All that stood at our price is cancelled. We are first now, but nothing has traded, so nothing fills.",
    settings: plainDesk(),
    script: (script) => {
      rest(script);
      script.market((m) =>
        m
          .at(30)
          .book({ bids: [["99.99", "0"]] })
          .at(40)
          .trade("sell", "99.99", "0.4"),
      );
    },
    expected: {
      fills: [{ order: "ord-1", size: "0.4", price: "99.99", rule: "queue_reached", at: 40, known: 45 }],
      states: { "ord-1": "PARTIALLY_FILLED" },
      queue: {
        "ord-1": [
          ["accepted", "5"],
          ["level_gone", "0"],
        ],
      },
    },
    worked: ["The level fell to 0, so at most 0 can be ahead. The next seller at our price is ours: 0.4."],
  },
  {
    id: "level-passed",
    title: "The market goes through our price",
    shows:
      "The bids down to 99.97 are gone and somebody offers at 99.97. Nobody can offer below a resting bid without trading with it: the rest of us is filled, at our price and no better.",
    settings: plainDesk(),
    script: (script) => {
      rest(script);
      script.market((m) =>
        m.at(30).book({
          bids: [
            ["99.99", "0"],
            ["99.98", "0"],
            ["99.97", "0"],
            ["99.95", "2"],
          ],
          asks: [["99.97", "2"]],
        }),
      );
    },
    expected: {
      fills: [{ order: "ord-1", size: "2", price: "99.99", rule: "level_passed", at: 30, known: 35 }],
      states: { "ord-1": "FILLED" },
    },
    worked: ["Best ask 99.97 < our bid 99.99: all 2 fill at 99.99, as makers."],
  },
  {
    id: "traded-through",
    title: "A print beyond our price",
    shows:
      "A seller trades at 99.98, one tick below our bid. We would have been hit first; but the print was for 1.2, so it cannot have given us more.",
    settings: plainDesk(),
    script: (script) => {
      rest(script);
      script.market((m) => m.at(30).trade("sell", "99.98", "1.2").at(40).trade("sell", "99.98", "3"));
    },
    expected: {
      fills: [
        { order: "ord-1", size: "1.2", price: "99.99", rule: "traded_through", at: 30, known: 35 },
        { order: "ord-1", size: "0.8", price: "99.99", rule: "traded_through", at: 40, known: 45 },
      ],
      states: { "ord-1": "FILLED" },
      queue: {
        "ord-1": [
          ["accepted", "5"],
          ["through", "0"],
        ],
      },
    },
    worked: ["min(2, 1.2) = 1.2 at 30 ms; min(2 − 1.2, 3) = 0.8 at 40 ms; both at our 99.99."],
  },
  {
    id: "touch-is-a-bound",
    title: "What the optimist would have had",
    shows:
      "The touch model is the upper bound of the band: any print at our price fills all of us, whatever stood before us. Compare with the first scenario: the same trades.",
    settings: plainDesk({ queueModel: { kind: "touch" } }),
    script: (script) => {
      rest(script);
      script.market((m) => m.at(30).trade("sell", "99.99", "4").at(40).trade("sell", "99.99", "1.5"));
    },
    expected: {
      fills: [{ order: "ord-1", size: "2", price: "99.99", rule: "touch", at: 30, known: 35 }],
      states: { "ord-1": "FILLED" },
    },
    worked: ["The first print at 99.99 fills the whole 2, 20 ms and 1.5 earlier than the queue would have."],
  },
  {
    id: "gap-loses-the-place",
    title: "A gap in the data costs the place",
    shows:
      "While the feed is broken nobody knows what happened in the queue. A trade at our price does nothing then; when the book is known again we stand behind everything in it, and the journal says so.",
    settings: plainDesk(),
    script: (script) => {
      rest(script);
      script.market((m) =>
        m
          .at(30)
          .gap()
          .at(40)
          .trade("sell", "99.99", "6")
          .at(60)
          .snapshot({ ...BOOK, bids: [["99.99", "7"]] })
          .at(70)
          .trade("sell", "99.99", "7.5"),
      );
    },
    expected: {
      fills: [{ order: "ord-1", size: "0.5", price: "99.99", rule: "queue_reached", at: 70, known: 75 }],
      states: { "ord-1": "PARTIALLY_FILLED" },
      queue: {
        "ord-1": [
          ["accepted", "5"],
          ["requeued", "7"],
          ["trade", "0"],
        ],
      },
    },
    worked: ["The 6 at 40 ms would have filled us; unseen, they do not. At 60 ms 7 stand before us; 7.5 − 7 = 0.5."],
  },
];
