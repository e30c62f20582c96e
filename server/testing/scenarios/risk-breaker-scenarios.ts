import { micros } from "@/server/domain/micros";
import type { MarketFacts } from "@/server/domain/risk/market-facts";
import type { RiskSettings } from "@/server/domain/risk/risk-settings";
import { T0 } from "@/server/testing/market-builder";
import { WIDE_RISK } from "@/server/testing/wide-risk";
import { ABC, BOUGHT, beat, bought, buyTen, openBooks, order, quote, riskDesk, send, XYZ } from "./risk-start";
import type { Scenario, Script } from "./scenario";

const SECOND = 1_000_000;
const DAY_MILLIS = 86_400_000;

const rearm = (change: Partial<RiskSettings["rearm"]>): Pick<RiskSettings, "rearm"> => ({
  rearm: { ...WIDE_RISK.rearm, ...change },
});

/** Bought at 100.01 and sold at 99.99 by market orders: a loss of 0.02 for each. */
function lose(script: Script, millis: number): void {
  script.command(millis, send({ size: "1" }));
  quote(script, millis + 11, ["99.99", "100.01"]);
  quote(script, millis + 20, ["99.99", "100.01"]);
  script.command(millis + 30, send({ side: "sell", size: "1" }));
  quote(script, millis + 41, ["99.99", "100.01"]);
  quote(script, millis + 50, ["99.99", "100.01"]);
}

const medianOf = (median24hPpm: number): MarketFacts => ({
  at: micros(T0),
  instruments: [
    {
      instrumentId: ABC.id,
      hours: 720,
      volatility: { median24hPpm, averagePpm: median24hPpm, p25Ppm: 1, p75Ppm: 2, p95Ppm: 3 },
      atrHalfTicks: null,
      dailyVolatilityPpm: null,
      regime: null,
    },
  ],
  correlations: [],
});

export const RISK_BREAKER_SCENARIOS: readonly Scenario[] = [
  {
    id: "risk-daily-loss",
    title: "The day's loss, and the next day",
    shows:
      "1 % of what the day began with may be lost. Half a tick before nothing happens; at the number trading is REDUCING: buying is refused, selling is not, and nobody can set it ACTIVE. At 00:00 UTC the breaker arms itself, for the new day has lost nothing yet.",
    settings: riskDesk({ dailyLossPpm: 10_000 }),
    script: (script) => {
      const start = DAY_MILLIS - 10_000;
      buyTen(script, start);
      quote(script, start + 1_500, ["90.00", "90.01"]);
      quote(script, start + 2_500, ["89.99", "90.01"]);
      quote(script, start + 3_050, ["89.99", "90.01"]);
      script.command(start + 3_100, send({ size: "1", price: "80.00" }));
      script.command(start + 3_200, send({ side: "sell", size: "1", price: "95.00" }));
      script.command(start + 4_000, { kind: "setTradingState", state: "ACTIVE", why: "it will come back" });
      quote(script, start + 5_000, ["89.99", "90.01"]);
      quote(script, DAY_MILLIS + 100, ["89.99", "90.01"]);
      script.command(DAY_MILLIS + 200, send({ size: "1", price: "80.00" }));
      quote(script, DAY_MILLIS + 300, ["89.99", "90.01"]);
    },
    expected: {
      fills: [bought(DAY_MILLIS - 10_000)],
      states: { "ord-1": "FILLED", "ord-2": "REJECTED", "ord-3": "ACCEPTED", "ord-4": "ACCEPTED" },
      reasons: { "ord-2": "trading_state" },
      risk: [
        [DAY_MILLIS - 7_000, "breaker daily_loss", "armed → open"],
        [DAY_MILLIS - 7_000, "trading_state", "ACTIVE → REDUCING"],
        [DAY_MILLIS - 6_000, "refused", "breaker"],
        [DAY_MILLIS, "breaker daily_loss", "open → armed"],
        [DAY_MILLIS, "trading_state", "REDUCING → ACTIVE"],
      ],
    },
    worked: [
      "The day's equity: 10,000. Ten held, bought for 1,000: at the mid 90.005 it is 9,900.05, a loss of 0.9995 %; at 90.00 it is 9,900, 1 %.",
      "At 00:00 the equity is 9,900, which is what the new day is measured from.",
    ],
  },
  {
    id: "risk-drawdown",
    title: "Drawdown in two stages, and by hand again",
    shows:
      "From 1 % below the highest equity on no new risk is taken; at 2 % everything is sold and trading is HALTED. Both are armed by hand, and are measured from then on.",
    settings: riskDesk({ drawdownReducePpm: 10_000, drawdownClosePpm: 20_000 }),
    script: (script) => {
      buyTen(script);
      quote(script, 1_500, ["89.99", "90.01"]);
      quote(script, 2_500, ["80.00", "80.01"]);
      quote(script, 3_500, ["79.99", "80.01"]);
      quote(script, 4_012, ["79.99", "80.01"]);
      quote(script, 4_020, ["79.99", "80.01"]);
      quote(script, 5_000, ["79.99", "80.01"]);
      script.command(5_100, send({ side: "sell", size: "1", price: "95.00" }));
      script.command(5_200, { kind: "resume" });
      script.command(5_300, { kind: "rearm", breaker: "drawdown_close", why: "the fall is understood" });
      script.command(5_400, { kind: "rearm", breaker: "drawdown_reduce", why: "the fall is understood" });
      script.command(5_500, { kind: "resume" });
      script.command(5_600, send({ size: "1", price: "70.00" }));
      quote(script, 5_700, ["79.99", "80.01"]);
      quote(script, 7_000, ["79.99", "80.01"]);
    },
    expected: {
      fills: [BOUGHT, { order: "ord-2", size: "10", price: "79.99", rule: "walked_book", at: 4_010, known: 4_015 }],
      states: { "ord-1": "FILLED", "ord-2": "FILLED", "ord-3": "REJECTED", "ord-4": "ACCEPTED" },
      reasons: { "ord-3": "trading_state" },
      risk: [
        [2_000, "breaker drawdown_reduce", "armed → open"],
        [2_000, "trading_state", "ACTIVE → REDUCING"],
        [4_000, "breaker drawdown_close", "armed → open"],
        [4_000, "trading_state", "REDUCING → HALTED"],
        [5_300, "breaker drawdown_close", "open → armed"],
        [5_300, "trading_state", "HALTED → REDUCING"],
        [5_400, "breaker drawdown_reduce", "open → armed"],
        [5_400, "trading_state", "REDUCING → ACTIVE"],
      ],
      positions: { "ABC/USDT": "0" },
    },
    worked: [
      "The highest equity is 10,000. At the mid 90.00 it is 9,900, 1 % less; at 80.005 it is 9,800.05, 1.9995 %; at 80.00 it is 9,800, 2 %.",
      "Sold at 79.99: 9,799.9. Armed there, the next 1 % is 97.999 below it.",
    ],
  },
  {
    id: "risk-losses-in-a-row",
    title: "Losses in a row",
    shows:
      "Two round trips in a row have lost: no new risk for 60 s. Then losses are counted anew, for waiting does not undo them.",
    settings: riskDesk({
      consecutiveLossesMax: 2,
      ...rearm({ consecutive_losses: { kind: "after", micros: 60 * SECOND } }),
    }),
    script: (script) => {
      openBooks(script);
      lose(script, 100);
      lose(script, 200);
      script.command(300, send({ size: "1" }));
      for (let millis = 10_000; millis <= 60_000; millis += 10_000) quote(script, millis, ["99.99", "100.01"]);
      quote(script, 60_900, ["99.99", "100.01"]);
      quote(script, 61_000, ["99.99", "100.01"]);
      script.command(61_100, send({ size: "1", price: "90.00" }));
      quote(script, 61_200, ["99.99", "100.01"]);
    },
    expected: {
      fills: [
        { order: "ord-1", size: "1", price: "100.01", rule: "walked_book", at: 110, known: 115 },
        { order: "ord-2", size: "1", price: "99.99", rule: "walked_book", at: 140, known: 145 },
        { order: "ord-3", size: "1", price: "100.01", rule: "walked_book", at: 210, known: 215 },
        { order: "ord-4", size: "1", price: "99.99", rule: "walked_book", at: 240, known: 245 },
      ],
      states: {
        "ord-1": "FILLED",
        "ord-2": "FILLED",
        "ord-3": "FILLED",
        "ord-4": "FILLED",
        "ord-5": "REJECTED",
        "ord-6": "ACCEPTED",
      },
      reasons: { "ord-5": "trading_state" },
      risk: [
        [250, "breaker consecutive_losses", "armed → open"],
        [250, "trading_state", "ACTIVE → REDUCING"],
        [61_000, "breaker consecutive_losses", "open → armed"],
        [61_000, "trading_state", "REDUCING → ACTIVE"],
      ],
    },
    worked: [
      "Each trip loses 1 × (100.01 − 99.99) = 0.02. The second was known at 250 ms; 60 s later, at the next whole second, the breaker is armed.",
    ],
  },
  {
    id: "risk-volatility",
    title: "Volatility against its own median",
    shows:
      "A volatility of 0.99 % within five minutes is no reason while it is 3.998 times its median. When the hourly job tells a lower median, of which it is four times as much, no new risk is taken on this instrument, and what would add is taken back. The breaker is armed again a whole minute after another, once the move has left the five minutes.",
    settings: riskDesk({
      volatilityFactorMilli: 4_000,
      ...rearm({ volatility: { kind: "after", micros: 60 * SECOND } }),
    }),
    script: (script) => {
      openBooks(script);
      const calm = (from: number, to: number, mid: readonly [string, string]) => {
        for (let millis = from; millis <= to; millis += 20_000) quote(script, millis, mid);
      };
      calm(20_000, 300_000, ["99.99", "100.01"]);
      quote(script, 300_500, ["100.98", "101.00"]);
      script.command(310_100, { kind: "marketFacts", facts: medianOf(2_476) });
      quote(script, 315_000, ["100.98", "101.00"]);
      script.command(315_100, send({ size: "1", price: "50.00" }));
      script.command(320_100, { kind: "marketFacts", facts: medianOf(2_475) });
      quote(script, 321_100, ["100.98", "101.00"]);
      script.command(321_200, send({ size: "1", price: "51.00" }));
      calm(340_000, 620_000, ["100.98", "101.00"]);
      quote(script, 621_100, ["100.98", "101.00"]);
      script.command(621_200, send({ size: "1", price: "52.00" }));
      quote(script, 621_300, ["100.98", "101.00"]);
    },
    expected: {
      fills: [],
      states: { "ord-1": "CANCELLED", "ord-2": "REJECTED", "ord-3": "ACCEPTED" },
      reasons: { "ord-1": "cancelled_by_risk", "ord-2": "breaker" },
      risk: [
        [321_000, "breaker volatility:test:ABC/USDT", "armed → open"],
        [381_000, "breaker volatility:test:ABC/USDT", "open → open"],
        [621_000, "breaker volatility:test:ABC/USDT", "open → armed"],
      ],
    },
    worked: [
      "One minute goes from 100.00 to 100.99, four stand still: √(0.0099²) = 0.99 %, 9,900 ppm.",
      "Of a median of 2,476 ppm that is 3.998, of 2,475 ppm exactly 4: told at 320.1 s, looked at at 321 s.",
      "At 381 s the move is still within the five minutes; the wait begins anew each minute, until at 621 s it is not.",
    ],
  },
  {
    id: "risk-data-of-one",
    title: "One feed is silent, the other is not",
    shows:
      "XYZ is heard, ABC is not: from 60 s on no new risk is taken on ABC alone. A minute after it opened the breaker is armed, since ABC was heard again.",
    settings: riskDesk({ ...rearm({ data: { kind: "after", micros: 60 * SECOND } }) }, { instruments: [ABC, XYZ] }),
    script: (script) => {
      openBooks(script, 2);
      for (let millis = 10_000; millis < 60_000; millis += 10_000) quote(script, millis, ["99.99", "100.01", 1]);
      quote(script, 59_999, ["99.99", "100.01", 1]);
      quote(script, 60_000, ["99.99", "100.01", 1]);
      script.command(60_100, send({ size: "1", price: "90.00", spec: XYZ }));
      quote(script, 70_000, ["99.99", "100.01", 0]);
      script.command(70_100, send({ size: "1", price: "90.00" }));
      for (let millis = 80_000; millis <= 120_000; millis += 10_000) {
        quote(script, millis, ["99.99", "100.01", 1]);
        quote(script, millis, ["99.99", "100.01", 0]);
      }
      script.command(120_100, send({ size: "1", price: "90.00" }));
      quote(script, 120_200, ["99.99", "100.01", 0]);
    },
    expected: {
      fills: [],
      states: { "ord-1": "ACCEPTED", "ord-2": "REJECTED", "ord-3": "ACCEPTED" },
      reasons: { "ord-2": "breaker" },
      risk: [
        [60_000, "breaker data:test:ABC/USDT", "armed → open"],
        [120_000, "breaker data:test:ABC/USDT", "open → armed"],
      ],
    },
    worked: [
      "The last of ABC was at 0 ms: 60 s of silence are reached at 60,000 ms. The breaker may be armed 60 s later, and ABC was heard at 70,000 ms.",
    ],
  },
  {
    id: "risk-heartbeat",
    title: "The dead man's handle",
    shows:
      "No sign of life of the collector for 60 s: the whole desk takes no new risk, and nobody can set it ACTIVE. Ten seconds after the breaker opened, and once there was a sign, it is armed.",
    settings: riskDesk({
      heartbeatMicros: 60 * SECOND,
      staleFeedMicros: 600 * SECOND,
      ...rearm({ heartbeat: { kind: "after", micros: 10 * SECOND } }),
    }),
    script: (script) => {
      openBooks(script);
      script.until(59_000);
      script.command(59_500, send({ size: "1", price: "90.00" }));
      script.until(60_000);
      script.command(60_500, send({ size: "1", price: "90.00" }));
      script.command(61_000, { kind: "rearm", breaker: "heartbeat", why: "I can see the market" });
      quote(script, 65_000, ["99.99", "100.01"]);
      script.until(70_000);
      script.command(70_100, send({ size: "1", price: "90.00" }));
      quote(script, 70_200, ["99.99", "100.01"]);
    },
    expected: {
      fills: [],
      states: { "ord-1": "CANCELLED", "ord-2": "REJECTED", "ord-3": "ACCEPTED" },
      reasons: { "ord-1": "cancelled_by_risk", "ord-2": "trading_state" },
      risk: [
        [60_000, "breaker heartbeat", "armed → open"],
        [60_000, "trading_state", "ACTIVE → REDUCING"],
        [61_000, "refused", "breaker"],
        [70_000, "breaker heartbeat", "open → armed"],
        [70_000, "trading_state", "REDUCING → ACTIVE"],
      ],
    },
    worked: [
      "The last row came at 0 ms; at 60,000 ms it is 60 s old. The row of 65,000 ms is a sign of life; the ten seconds end at 70,000 ms.",
    ],
  },
  {
    id: "risk-strategy-loss",
    title: "One strategy's own daily loss",
    shows: "The strategy may lose 0.1 % of the day's equity. At the number it may not enter any more; a person may.",
    settings: riskDesk(
      { strategies: { scripted: { budgetPpm: 1_000_000, dailyLossPpm: 1_000, method: null } } },
      { strategies: [{ name: "scripted", enabled: true, params: {} }] },
    ),
    strategy: "scripted",
    script: (script) => {
      quote(script, 0, ["99.99", "100.00"]);
      script.decide(order({ size: "10" }));
      beat(script, 100);
      quote(script, 111, ["99.99", "100.00"]);
      quote(script, 120, ["99.99", "100.00"]);
      quote(script, 1_500, ["99.00", "99.01"]);
      quote(script, 2_500, ["98.99", "99.01"]);
      quote(script, 3_050, ["98.99", "99.01"]);
      script.decide(order({ size: "1", price: "90.00" }));
      beat(script, 3_100);
      script.command(3_200, send({ size: "1", price: "90.00" }));
      quote(script, 3_300, ["98.99", "99.01"]);
    },
    expected: {
      fills: [{ order: "ord-1", size: "10", price: "100.00", rule: "walked_book", at: 110, known: 115 }],
      states: { "ord-1": "FILLED", "ord-2": "REJECTED", "ord-3": "ACCEPTED" },
      reasons: { "ord-2": "breaker" },
      risk: [[3_000, "breaker daily_loss:scripted", "armed → open"]],
    },
    worked: ["Ten bought at 100.00: at the mid 99.005 a loss of 9.95, at 99.00 of 10.00, which is 0.1 % of 10,000."],
  },
];
