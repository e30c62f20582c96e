import { micros } from "@/server/domain/micros";
import type { RiskSettings } from "@/server/domain/risk/risk-settings";
import { T0 } from "@/server/testing/market-builder";
import { ABC, BOUGHT, buyTen, quote, riskDesk, send } from "./risk-start";
import type { Expected, Scenario, Script } from "./scenario";

type Price = readonly [bid: string, ask: string];

/** The whole second that comes finds nothing, the one after it closes, and the order meets the same book. */
function reach(script: Script, { before, at }: Readonly<{ before: Price; at: Price }>): void {
  quote(script, 1_500, before);
  quote(script, 2_500, at);
  quote(script, 3_011, at);
  quote(script, 3_020, at);
}

const closed = (price: string, at = 3_010): Expected["fills"] => [
  BOUGHT,
  { order: "ord-2", size: "10", price, rule: "walked_book", at, known: at + 5 },
];

const FLAT = { states: { "ord-1": "FILLED", "ord-2": "FILLED" }, positions: { "ABC/USDT": "0" } } as const;

const exit = (id: string, change: Partial<RiskSettings>, rest: Omit<Scenario, "id" | "settings">): Scenario => ({
  id,
  settings: riskDesk(change),
  ...rest,
});

export const RISK_EXIT_SCENARIOS: readonly Scenario[] = [
  exit(
    "risk-stop",
    { stopPpm: 50_000 },
    {
      title: "A position's stop",
      shows:
        "5 % below its average price a position is sold at market. Half a tick above it is not. Looked at each whole second by the mid.",
      script: (script) => {
        buyTen(script);
        reach(script, { before: ["95.00", "95.01"], at: ["94.99", "95.01"] });
      },
      expected: { ...FLAT, fills: closed("94.99"), risk: [[3_000, "position_exit", ""]] },
      worked: ["100.00 less 5 % is 95.00. The mid is 95.005 at 2 s and 95.00 at 3 s; the sale meets the bid of 94.99."],
    },
  ),
  exit(
    "risk-target",
    { targetPpm: 100_000 },
    {
      title: "A position's target",
      shows: "10 % above its average price the gain is taken.",
      script: (script) => {
        buyTen(script);
        reach(script, { before: ["109.99", "110.00"], at: ["109.99", "110.01"] });
      },
      expected: { ...FLAT, fills: closed("109.99"), risk: [[3_000, "position_exit", ""]] },
      worked: ["100.00 and 10 % is 110.00. The mid is 109.995 at 2 s and 110.00 at 3 s."],
    },
  ),
  exit(
    "risk-trailing-stop",
    { trailActivationPpm: 20_000, trailPpm: 10_000 },
    {
      title: "A stop that follows the gain",
      shows: "From a gain of 2 % on the stop stands 1 % below the best price since, and only ever rises.",
      script: (script) => {
        buyTen(script);
        quote(script, 1_500, ["101.99", "102.01"]);
        quote(script, 2_500, ["102.99", "103.01"]);
        quote(script, 3_500, ["101.97", "101.98"]);
        quote(script, 4_500, ["101.96", "101.98"]);
        quote(script, 5_011, ["101.96", "101.98"]);
        quote(script, 5_020, ["101.96", "101.98"]);
      },
      expected: { ...FLAT, fills: closed("101.96", 5_010), risk: [[5_000, "position_exit", ""]] },
      worked: [
        "102.00 is a gain of 2 %: it follows. The best is 103.00, less 1 % 101.97.",
        "The mid is 101.975 at 4 s and 101.97 at 5 s.",
      ],
    },
  ),
  exit(
    "risk-holding-time",
    { holdingMicrosMax: 9_984_000 },
    {
      title: "Held too long",
      shows: "After its longest holding time a position is closed, whatever it made.",
      script: (script) => {
        buyTen(script);
        quote(script, 9_000, ["99.99", "100.00"]);
        quote(script, 10_011, ["99.99", "100.00"]);
        quote(script, 10_020, ["99.99", "100.00"]);
      },
      expected: { ...FLAT, fills: closed("99.99", 10_010), risk: [[10_000, "position_exit", ""]] },
      worked: ["Known to be held since 16 ms: 8.984 s at 9 s, and 9.984 s, the longest that it may be held, at 10 s."],
    },
  ),
  exit(
    "risk-atr-stop",
    { exitMethod: "atr", atrStopMilli: 2_000, atrTargetMilli: 2_000 },
    {
      title: "A stop by the true range",
      shows:
        "Two ATR(14) below the average price instead of a percentage, once the hourly job has told what an ATR is.",
      script: (script) => {
        buyTen(script);
        const facts = {
          at: micros(T0),
          instruments: [
            {
              instrumentId: ABC.id,
              hours: 720,
              volatility: null,
              atrHalfTicks: 200,
              dailyVolatilityPpm: null,
              regime: null,
            },
          ],
          correlations: [],
        };
        script.command(1_000, { kind: "marketFacts", facts });
        reach(script, { before: ["98.00", "98.01"], at: ["97.99", "98.01"] });
      },
      expected: { ...FLAT, fills: closed("97.99"), risk: [[3_000, "position_exit", ""]] },
      worked: [
        "An ATR of 200 half ticks is 1.00: 100.00 − 2 × 1.00 = 98.00. The mid is 98.005 at 2 s and 98.00 at 3 s.",
      ],
    },
  ),
  exit(
    "risk-no-loosening",
    { dailyLossPpm: 10_000 },
    {
      title: "No looser while a breaker is open",
      shows:
        "With the day's loss over its limit somebody raises the limit, which is refused; lowering it is not. Who looked at an older version is told to look again.",
      script: (script) => {
        const settings = riskDesk({ dailyLossPpm: 10_000 }).risk;
        buyTen(script);
        quote(script, 1_500, ["89.99", "90.01"]);
        quote(script, 2_100, ["89.99", "90.01"]);
        script.command(2_200, {
          kind: "setRisk",
          settings: { ...settings, dailyLossPpm: 20_000 },
          baseVersion: 1,
          why: "it will come back",
        });
        script.command(2_300, {
          kind: "setRisk",
          settings: { ...settings, dailyLossPpm: 5_000 },
          baseVersion: 1,
          why: "enough for today",
        });
        script.command(2_400, {
          kind: "setRisk",
          settings: { ...settings, dailyLossPpm: 4_000 },
          baseVersion: 1,
          why: "enough for today",
        });
        quote(script, 2_500, ["89.99", "90.01"]);
      },
      expected: {
        fills: [BOUGHT],
        states: { "ord-1": "FILLED" },
        risk: [
          [2_000, "breaker daily_loss", "armed → open"],
          [2_000, "trading_state", "ACTIVE → REDUCING"],
          [2_200, "refused", "risk_settings"],
          [2_300, "risk_settings", "1 → 2"],
          [2_400, "refused", "risk_settings"],
        ],
      },
      worked: [
        "9,900 of 10,000 at 2 s: 1 %. 2 % is looser than 1 %, 0.5 % is tighter; version 2 is in force at 2.4 s.",
      ],
    },
  ),
  exit(
    "risk-kill-without-a-feed",
    {},
    {
      title: "The kill switch with a dead feed",
      shows:
        "The book is lost and then everything is to be closed. Trading is HALTED at once; the sale waits for a book, says so, and goes as soon as there is one.",
      script: (script) => {
        buyTen(script);
        script.market((m) => m.at(1_000).gap());
        script.command(2_000, { kind: "kill" });
        script.command(2_500, send({ side: "sell", size: "1", price: "99.99" }));
        script.until(4_000);
        quote(script, 4_500, ["98.99", "99.00"]);
        quote(script, 5_011, ["98.99", "99.00"]);
        quote(script, 5_020, ["98.99", "99.00"]);
        quote(script, 5_100, ["98.99", "99.00"]);
      },
      expected: {
        fills: [BOUGHT, { order: "ord-3", size: "10", price: "98.99", rule: "walked_book", at: 5_010, known: 5_015 }],
        states: { "ord-1": "FILLED", "ord-2": "REJECTED", "ord-3": "FILLED" },
        reasons: { "ord-2": "trading_state" },
        risk: [
          [2_000, "trading_state", "ACTIVE → HALTED"],
          [2_000, "kill", ""],
          [2_000, "kill", ""],
          [5_020, "kill", ""],
        ],
        positions: { "ABC/USDT": "0" },
      },
      worked: ["The book is known again at 4,500 ms; at the next whole second the closing order goes."],
    },
  ),
];
