import { parseAtoms } from "@/server/domain/atoms";
import type { DeskSettings } from "@/server/domain/desk-settings";
import { draft, testExecution } from "@/server/testing/engine-run";
import { INVERSE, LINEAR } from "@/server/testing/perpetuals";
import type { Scenario } from "./scenario";
import { alive, openBook, plainDesk } from "./start";

const marginDesk = (change: Partial<DeskSettings> = {}): DeskSettings =>
  plainDesk({
    instruments: [LINEAR],
    execution: testExecution({ margin: { mode: "isolated", leverage: 10 } }),
    ...change,
  });

const market = (side: "buy" | "sell", size: string, spec = LINEAR) =>
  ({ kind: "submit", order: draft({ side, size, spec }) }) as const;

export const PERPETUAL_SCENARIOS: readonly Scenario[] = [
  {
    id: "short-and-back",
    title: "A short, to the atom",
    shows:
      "Four are sold short at 99.99 and bought back at 95.01. No coin is borrowed and none is held: only the difference is booked.",
    settings: marginDesk(),
    script: (script) => {
      openBook(script);
      script.command(1, market("sell", "4"));
      alive(script, 12, 30);
      script.market((m) =>
        m.at(1_000).book({
          asks: [["95.01", "9"]],
          bids: [
            ["99.99", "0"],
            ["99.98", "0"],
            ["99.90", "0"],
            ["94.99", "5"],
          ],
        }),
      );
      script.command(1_100, market("buy", "4"));
      script.market((m) =>
        m
          .at(1_111)
          .book({ bids: [["94.99", "6"]] })
          .at(1_130)
          .book({ bids: [["94.99", "7"]] }),
      );
    },
    expected: {
      fills: [
        { order: "ord-1", size: "4", price: "99.99", rule: "walked_book", at: 11, known: 16 },
        { order: "ord-2", size: "4", price: "95.01", rule: "walked_book", at: 1_110, known: 1_115 },
      ],
      states: { "ord-1": "FILLED", "ord-2": "FILLED" },
      cash: "10019.53",
      equity: "10019.53",
      positions: { "ABC/USDT:USDT": "0" },
    },
    worked: [
      "4 × (99.99 − 95.01) = 19.92.",
      "Fees of 0.05 %: 399.96 → 0.19998 and 380.04 → 0.19002. 10,000 + 19.92 − 0.39 = 10,019.53.",
    ],
  },
  {
    id: "liquidation",
    title: "Liquidated, and no deeper than the collateral",
    shows:
      "Ten times leverage on four. The mark falls to where the collateral no longer covers the maintenance margin; the venue sells at once at what is bid, below the mark. The loss and the fee are more than the collateral: the rest is the insurance fund's, not ours.",
    settings: marginDesk(),
    script: (script) => {
      openBook(script);
      script.market((m) => m.at(1).mark("100.00"));
      script.command(2, market("buy", "4"));
      script.market((m) => m.at(13).mark("100.00").at(30).mark("100.00"));
      script.market((m) =>
        m
          .at(1_000)
          .book({
            bids: [
              ["99.99", "0"],
              ["99.98", "0"],
              ["90.40", "10"],
            ],
            asks: [["90.60", "5"]],
          })
          .at(1_005)
          .mark("90.47")
          .at(1_010)
          .mark("90.46")
          .at(1_020)
          .mark("90.46")
          .at(1_040)
          .mark("90.46"),
      );
    },
    expected: {
      fills: [
        { order: "ord-1", size: "4", price: "100.01", rule: "walked_book", at: 12, known: 17 },
        { order: "ord-2", size: "4", price: "90.40", rule: "walked_book", at: 1_010, known: 1_015 },
      ],
      states: { "ord-1": "FILLED", "ord-2": "FILLED" },
      cash: "9959.79598",
      equity: "9959.79598",
      positions: { "ABC/USDT:USDT": "0" },
    },
    worked: [
      "4 × 100.01 = 400.04; collateral a tenth, 40.004; fee 0.05 %, 0.20002. Cash beside it: 9,959.79598.",
      "At the mark 90.47: 40.004 + 4 × (90.47 − 100.01) = 1.844, above the maintenance of 0.5 % of 361.88, 1.8094.",
      "At 90.46: 1.804 ≤ 1.8092. The venue sells 4 at 90.40: a loss of 38.44, and 1.564 of collateral are left for its fees.",
      "They come to more than that. Cash stays 9,959.79598: an isolated position cannot take more than its collateral.",
    ],
  },
  {
    id: "funding-at-the-boundary",
    title: "Funding counts who holds at its time",
    shows:
      "Funding of 0.01 % is due at 2,000 ms. The four held then pay for it; the two that are bought a millisecond later do not, though the order was sent before.",
    settings: marginDesk(),
    script: (script) => {
      openBook(script);
      script.market((m) => m.at(1).mark("100.00").at(2).funding("0.01", 2_000));
      script.command(3, market("buy", "4"));
      script.market((m) => m.at(14).mark("100.00").at(30).mark("100.00"));
      script.command(1_991, market("buy", "2"));
      script.market((m) => m.at(2_002).mark("100.00").at(2_020).mark("100.00").at(2_040).mark("100.00"));
    },
    expected: {
      fills: [
        { order: "ord-1", size: "4", price: "100.01", rule: "walked_book", at: 13, known: 18 },
        { order: "ord-2", size: "2", price: "100.02", rule: "walked_book", at: 2_001, known: 2_006 },
      ],
      states: { "ord-1": "FILLED", "ord-2": "FILLED" },
      money: [["funding", "funding 2024-08-09T00:00:02Z", "-0.04"]],
      positions: { "ABC/USDT:USDT": "6" },
    },
    worked: ["4 × 100.00 × 0.01 % = 0.04, paid by longs. The 2 arrive at 2,001 ms, after the time of funding."],
  },
  {
    id: "inverse-contract",
    title: "A coin-margined contract, to the atom",
    shows:
      "A thousand contracts of 100 USD each are bought at 50,000 and sold at 52,000. Margin, fees and profit are in the coin, and the profit is not linear in the price.",
    settings: marginDesk({ instruments: [INVERSE], openingBalanceAtoms: parseAtoms("1") }),
    script: (script) => {
      script.market((m) => m.at(0).snapshot({ bids: [["49999.9", "5000"]], asks: [["50000.0", "5000"]] }));
      script.command(1, market("buy", "1000", INVERSE));
      script.market((m) =>
        m
          .at(12)
          .book({ bids: [["49999.8", "1"]] })
          .at(30)
          .book({ bids: [["49999.8", "2"]] })
          .at(1_000)
          .book({
            asks: [
              ["50000.0", "0"],
              ["52000.1", "9"],
            ],
            bids: [["52000.0", "3000"]],
          }),
      );
      script.command(1_100, market("sell", "1000", INVERSE));
      script.market((m) =>
        m
          .at(1_111)
          .book({ bids: [["49999.8", "3"]] })
          .at(1_130)
          .book({ bids: [["49999.8", "4"]] }),
      );
    },
    expected: {
      fills: [
        { order: "ord-1", size: "1000", price: "50000.0", rule: "walked_book", at: 11, known: 16 },
        { order: "ord-2", size: "1000", price: "52000.0", rule: "walked_book", at: 1_110, known: 1_115 },
      ],
      states: { "ord-1": "FILLED", "ord-2": "FILLED" },
      cash: "1.07496153",
      equity: "1.07496153",
    },
    worked: [
      "Bought: 1,000 × 100 / 50,000 = 2 coins' worth. Sold: 100,000 / 52,000 = 1.9230769…, rounded against us to 1.92307693.",
      "Profit 2 − 1.92307693 = 0.07692307; in USD that is 4,000 at 52,000.",
      "Fees of 0.05 %: 0.001 and 0.00096153847 → 0.00096154. 1 + 0.07692307 − 0.00196154 = 1.07496153.",
    ],
  },
  {
    id: "reduce-only-is-cut",
    title: "Reduce-only never turns a position round",
    shows: "Four are held. A reduce-only sell of six is cut to four when it arrives: it closes and does not go short.",
    settings: marginDesk(),
    script: (script) => {
      openBook(script);
      script.command(1, market("buy", "4"));
      alive(script, 12, 30);
      const order = { ...draft({ side: "sell", size: "6", spec: LINEAR }), terms: { reduceOnly: true } };
      script.command(40, { kind: "submit", order });
      alive(script, 51, 70);
    },
    expected: {
      fills: [
        { order: "ord-1", size: "4", price: "100.01", rule: "walked_book", at: 11, known: 16 },
        { order: "ord-2", size: "4", price: "99.99", rule: "walked_book", at: 50, known: 55 },
      ],
      states: { "ord-1": "FILLED", "ord-2": "FILLED" },
      positions: { "ABC/USDT:USDT": "0" },
    },
    worked: ["min(6, 4 held) = 4, sold at the best bid 99.99, where 5 are wanted."],
  },
];
