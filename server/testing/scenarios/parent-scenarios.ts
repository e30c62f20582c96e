import { lots } from "@/server/domain/lots";
import type { ParentDraft } from "@/server/domain/parent-order";
import { ticks } from "@/server/domain/ticks";
import { ABC } from "@/server/testing/engine-run";
import type { Scenario, Script } from "./scenario";
import { openBook, plainDesk } from "./start";

const parent = (change: Partial<ParentDraft>): ParentDraft => ({
  instrumentId: ABC.id,
  side: "buy",
  kind: "twap",
  sizeLots: lots(400),
  limitTicks: null,
  durationMicros: 10_000_000,
  slices: 2,
  displayLots: null,
  participationPpm: null,
  volumeCurvePpm: null,
  isPassiveFirst: false,
  ...change,
});

/** The book is reported anew twice a second, unchanged but for a level far away. */
function each500(script: Script, from: number, to: number): void {
  for (let at = from; at <= to; at += 500) script.market((m) => m.at(at).book({ bids: [["99.90", String(1 + at)]] }));
}

export const PARENT_SCENARIOS: readonly Scenario[] = [
  {
    id: "twap-and-its-shortfall",
    title: "A TWAP and what it cost",
    shows:
      "Four are bought in two slices over ten seconds while the market moves away. The implementation shortfall says where the money went, against the mid of the decision, and its parts add up.",
    settings: plainDesk(),
    script: (script) => {
      openBook(script);
      script.command(500, { kind: "startParent", parent: parent({}) });
      script.market((m) =>
        m.at(520).book({
          asks: [
            ["100.01", "0"],
            ["100.02", "0"],
            ["100.05", "4"],
          ],
        }),
      );
      each500(script, 1_000, 11_500);
    },
    expected: {
      fills: [
        { order: "ord-1", size: "2", price: "100.01", rule: "walked_book", at: 510, known: 520 },
        { order: "ord-2", size: "2", price: "100.05", rule: "walked_book", at: 6_010, known: 6_500 },
      ],
      states: { "ord-1": "FILLED", "ord-2": "FILLED" },
      parents: {
        "par-1": {
          state: "DONE",
          filled: "4",
          delay: "0.04",
          trading: "0.08",
          missed: "0",
          fees: "0.40012",
          total: "0.52012",
        },
      },
    },
    worked: [
      "Decided at 500 ms at the mid 100.00. Slice 1 at once; slice 2 is due at 5,500 ms and sent at the next whole second.",
      "Delay: when slice 2 was sent the mid was (99.99 + 100.05) / 2 = 100.02: 0.02 × 2 = 0.04.",
      "Trading: 0.01 × 2 on slice 1, (100.05 − 100.02) × 2 = 0.06 on slice 2: 0.08.",
      "Fees: 0.1 % of 200.02 + 200.10 = 0.40012. Nothing was missed. Total 0.04 + 0.08 + 0.40012 = 0.52012.",
    ],
  },
  {
    id: "twap-beyond-its-limit",
    title: "A TWAP with a limit lets the rest go",
    shows:
      "The same order with a limit of 100.01. The market leaves before the second slice, which waits in vain; at the end the rest is let go and counted as missed.",
    settings: plainDesk(),
    script: (script) => {
      openBook(script);
      script.command(500, { kind: "startParent", parent: parent({ limitTicks: ticks(10_001) }) });
      script.market((m) =>
        m.at(520).book({
          asks: [
            ["100.01", "0"],
            ["100.02", "0"],
            ["100.05", "4"],
          ],
        }),
      );
      each500(script, 1_000, 11_500);
    },
    expected: {
      fills: [{ order: "ord-1", size: "2", price: "100.01", rule: "walked_book", at: 510, known: 520 }],
      states: { "ord-1": "FILLED" },
      parents: {
        "par-1": {
          state: "EXPIRED",
          filled: "2",
          delay: "0",
          trading: "0.02",
          missed: "0.04",
          fees: "0.20002",
          total: "0.26002",
        },
      },
    },
    worked: [
      "Missed: 2 at the last mid 100.02 against the decision's 100.00: 0.04.",
      "0.01 × 2 = 0.02 trading, 0.20002 fees: 0.26002 in all.",
    ],
  },
];
