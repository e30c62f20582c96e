import { micros } from "@/server/domain/micros";
import type { MarketFacts } from "@/server/domain/risk/market-facts";
import { testExecution } from "@/server/testing/engine-run";
import { T0 } from "@/server/testing/market-builder";
import { LINEAR } from "@/server/testing/perpetuals";
import { ABC, openBooks, order, quote, riskDesk, send, sure, XYZ } from "./risk-start";
import type { Scenario, Script } from "./scenario";
import { alive, plainDesk } from "./start";

const BOTH = { instruments: [ABC, XYZ] };
const SECOND = 1_000_000;

/** So many levels a side, a cent apart. */
const levels = (script: Script, millis: number, count: number): void => {
  const side = (from: number, step: number) =>
    Array.from({ length: count }, (_, i) => [(from + i * step).toFixed(2), "50"] as const);
  script.market((m) => m.at(millis).snapshot({ bids: side(99.99, -0.01), asks: side(100.01, 0.01) }));
};

const facts = (ppm: number): MarketFacts => ({
  at: micros(T0),
  instruments: [],
  correlations: [{ a: ABC.id, b: XYZ.id, ppm, bars: 720 }],
});

const XYZ_PERP = { ...LINEAR, id: "test:XYZ/USDT:USDT", symbol: "XYZ/USDT:USDT", venueSymbol: "XYZPERP", base: "XYZ" };

export const RISK_LIMIT_SCENARIOS: readonly Scenario[] = [
  {
    id: "risk-position-cap",
    title: "Position cap: at it, not beyond",
    shows: "5 % of 10,000 may be held of one instrument. Orders that work count as if they had filled.",
    settings: riskDesk({ positionCapPpm: 50_000 }),
    script: (script) => {
      openBooks(script);
      script.command(1, send({ size: "5.01", price: "100.00" }));
      script.command(2, send({ size: "5", price: "100.00" }));
      script.command(3, send({ size: "0.1", price: "100.00" }));
      quote(script, 30, ["99.99", "100.01"]);
    },
    expected: {
      fills: [],
      states: { "ord-1": "REJECTED", "ord-2": "ACCEPTED", "ord-3": "REJECTED" },
      reasons: { "ord-1": "position_cap", "ord-3": "position_cap" },
    },
    worked: ["501 > 500: refused. 500 = 5 % of 10,000: sent. With it working, 500 + 10 > 500."],
  },
  {
    id: "risk-sector-cap",
    title: "Sector cap: long and short of a sector added up",
    shows: "ABC and XYZ are of one sector. Together they may come to 6 %.",
    settings: riskDesk({ sectorCapPpm: 60_000 }, BOTH),
    script: (script) => {
      openBooks(script, 2);
      script.command(1, send({ size: "4", price: "100.00" }));
      script.command(2, send({ size: "2.01", price: "100.00", spec: XYZ }));
      script.command(3, send({ size: "1.99", price: "100.00", spec: XYZ }));
      quote(script, 30, ["99.99", "100.01", 1]);
    },
    expected: {
      fills: [],
      states: { "ord-1": "ACCEPTED", "ord-2": "REJECTED", "ord-3": "ACCEPTED" },
      reasons: { "ord-2": "sector_cap" },
    },
    worked: [
      "400 + 201 = 601 > 600: refused. 400 + 199 = 599: sent.",
      "A working buy counts with the atom that each fill of it may be rounded up by: 400.000004.",
    ],
  },
  {
    id: "risk-gross-cap",
    title: "Gross exposure: all sectors together",
    shows: "ABC is layer 1, XYZ is DeFi: no sector cap is near, but all positions together may come to 6 %.",
    settings: riskDesk({ grossCapPpm: 60_000, sectors: { ABC: "L1", XYZ: "DeFi" } }, BOTH),
    script: (script) => {
      openBooks(script, 2);
      script.command(1, send({ size: "4", price: "100.00" }));
      script.command(2, send({ size: "2.01", price: "100.00", spec: XYZ }));
      script.command(3, send({ size: "1.99", price: "100.00", spec: XYZ }));
      quote(script, 30, ["99.99", "100.01", 1]);
    },
    expected: {
      fills: [],
      states: { "ord-1": "ACCEPTED", "ord-2": "REJECTED", "ord-3": "ACCEPTED" },
      reasons: { "ord-2": "gross_cap" },
    },
    worked: [
      "400 + 201 = 601 > 600: refused. 400 + 199 = 599: sent.",
      "A working buy counts with the atom that each fill of it may be rounded up by: 400.000004.",
    ],
  },
  {
    id: "risk-net-cap",
    title: "Net exposure: a hedge counts once it is held",
    shows:
      "Long less short may come to 4 %. A short that only works hedges nothing yet; once it has filled, there is room for more longs.",
    settings: plainDesk({
      instruments: [LINEAR, XYZ_PERP],
      execution: testExecution({ margin: { mode: "cross", leverage: 10 } }),
      risk: riskDesk({ netCapPpm: 40_000 }).risk,
    }),
    script: (script) => {
      openBooks(script, 2);
      script.command(1, send({ size: "4", price: "100.00", spec: LINEAR }));
      script.command(2, send({ side: "sell", size: "4", price: "100.00", spec: XYZ_PERP }));
      script.command(3, send({ size: "0.1", price: "100.00", spec: LINEAR }));
      quote(script, 30, ["99.99", "100.01", 1]);
      script.command(40, { kind: "cancel", orderId: "ord-2" });
      quote(script, 60, ["99.99", "100.01", 1]);
      script.command(70, send({ side: "sell", size: "4", spec: XYZ_PERP }));
      quote(script, 82, ["99.99", "100.01", 1]);
      quote(script, 90, ["99.99", "100.01", 1]);
      script.command(100, send({ size: "0.1", price: "100.00", spec: LINEAR }));
      quote(script, 130, ["99.99", "100.01", 0]);
    },
    expected: {
      fills: [{ order: "ord-4", size: "4", price: "99.99", rule: "walked_book", at: 80, known: 85 }],
      states: {
        "ord-1": "ACCEPTED",
        "ord-2": "CANCELLED",
        "ord-3": "REJECTED",
        "ord-4": "FILLED",
        "ord-5": "ACCEPTED",
      },
      reasons: { "ord-2": "cancelled_by_user", "ord-3": "net_cap" },
    },
    worked: [
      "All buys filled and no sell: 400 long. With 10 more it would be 410 > 4 % of 10,000.",
      "Four short are held at the mid, −400: 400 + 10 − 400 = 10.",
    ],
  },
  {
    id: "risk-cluster-cap",
    title: "Correlation: what moves together counts together",
    shows:
      "ABC and XYZ are of different sectors. From a correlation of 0.8 on they are one cluster, which may come to 6 %; just below they are not.",
    settings: riskDesk(
      { clusterCapPpm: 60_000, clusterCorrelationPpm: 800_000, sectors: { ABC: "L1", XYZ: "DeFi" } },
      BOTH,
    ),
    script: (script) => {
      openBooks(script, 2);
      script.command(1, send({ size: "4", price: "100.00" }));
      script.command(2, { kind: "marketFacts", facts: facts(800_000) });
      script.command(3, send({ size: "2.01", price: "100.00", spec: XYZ }));
      script.command(4, { kind: "marketFacts", facts: facts(799_999) });
      script.command(5, send({ size: "2.01", price: "100.00", spec: XYZ }));
      quote(script, 30, ["99.99", "100.01", 1]);
    },
    expected: {
      fills: [],
      states: { "ord-1": "ACCEPTED", "ord-2": "REJECTED", "ord-3": "ACCEPTED" },
      reasons: { "ord-2": "cluster_cap" },
    },
    worked: ["400 + 201 = 601 > 600 within the cluster; apart, 400 and 201 are each below 600."],
  },
  {
    id: "risk-open-positions",
    title: "Open positions: adding is not opening",
    shows: "One position may be open. A second instrument is refused, more of the first is not.",
    settings: riskDesk({ openPositionsMax: 1 }, BOTH),
    script: (script) => {
      openBooks(script, 2);
      script.command(1, send({ size: "1", price: "100.00" }));
      script.command(2, send({ size: "1", price: "100.00", spec: XYZ }));
      script.command(3, send({ size: "1", price: "100.00" }));
      quote(script, 30, ["99.99", "100.01"]);
    },
    expected: {
      fills: [],
      states: { "ord-1": "ACCEPTED", "ord-2": "REJECTED", "ord-3": "ACCEPTED" },
      reasons: { "ord-2": "open_positions" },
    },
    worked: ["A buy that works is a position about to be: one of one is taken."],
  },
  {
    id: "risk-orders-a-minute",
    title: "Orders a minute: a sliding minute",
    shows: "Two orders may be sent within 60 s. The third goes once the first is a minute old, to the microsecond.",
    settings: riskDesk({ ordersPerMinuteMax: 2 }),
    script: (script) => {
      openBooks(script);
      script.command(1, send({ size: "1", price: "99.00" }));
      script.command(2, send({ size: "1", price: "98.00" }));
      for (let millis = 10_000; millis <= 60_000; millis += 10_000) quote(script, millis, ["99.99", "100.01"]);
      script.command(60_000.999, send({ size: "1", price: "97.00" }));
      script.command(60_001, send({ size: "1", price: "97.00" }));
      quote(script, 60_030, ["99.99", "100.01"]);
    },
    expected: {
      fills: [],
      states: { "ord-1": "ACCEPTED", "ord-2": "ACCEPTED", "ord-3": "REJECTED", "ord-4": "ACCEPTED" },
      reasons: { "ord-3": "order_rate" },
    },
    worked: [
      "At 60,000.999 ms the order of 1 ms is 59.999999 s old; at 60,001 ms it is 60 s old and no longer counts.",
    ],
  },
  {
    id: "risk-orders-at-once",
    title: "Orders at once",
    shows: "Two may work at the same time. When one is taken back, another may come.",
    settings: riskDesk({ openOrdersMax: 2 }),
    script: (script) => {
      openBooks(script);
      script.command(1, send({ size: "1", price: "99.00" }));
      script.command(2, send({ size: "1", price: "98.00" }));
      script.command(3, send({ size: "1", price: "97.00" }));
      quote(script, 20, ["99.99", "100.01"]);
      script.command(30, { kind: "cancel", orderId: "ord-1" });
      quote(script, 50, ["99.99", "100.01"]);
      script.command(60, send({ size: "1", price: "97.00" }));
      quote(script, 80, ["99.99", "100.01"]);
    },
    expected: {
      fills: [],
      states: { "ord-1": "CANCELLED", "ord-2": "ACCEPTED", "ord-3": "REJECTED", "ord-4": "ACCEPTED" },
      reasons: { "ord-1": "cancelled_by_user", "ord-3": "open_orders" },
    },
    worked: ["2 + 1 > 2 at 3 ms; the cancel of 30 ms is known at 45 ms, so 1 + 1 = 2 at 60 ms."],
  },
  {
    id: "risk-entry-spacing",
    title: "Entries are spaced",
    shows:
      "Strategies keep 300 s between entries into one instrument, counted from the fill. A person is not spaced, nor is an exit.",
    settings: riskDesk(
      { entrySpacingMicros: 300 * SECOND },
      { strategies: [{ name: "scripted", enabled: true, params: {} }] },
    ),
    strategy: "scripted",
    script: (script) => {
      openBooks(script);
      script.decide(order({ size: "1" }));
      alive(script, 100, 111, 115);
      for (let millis = 30_000; millis <= 300_000; millis += 30_000) alive(script, millis);
      script.decide(order({ size: "1" }));
      alive(script, 300_114);
      script.decide(order({ size: "1" }));
      alive(script, 300_115, 300_126, 300_200);
    },
    expected: {
      fills: [
        { order: "ord-1", size: "1", price: "100.01", rule: "walked_book", at: 110, known: 115 },
        { order: "ord-3", size: "1", price: "100.01", rule: "walked_book", at: 300_125, known: 300_130 },
      ],
      states: { "ord-1": "FILLED", "ord-2": "REJECTED", "ord-3": "FILLED" },
      reasons: { "ord-2": "entry_spacing" },
    },
    worked: [
      "The first entry was known to have filled at 115 ms. 300,114 − 115 = 299,999 ms: refused; 300,115 − 115 = 300 s: sent.",
    ],
  },
  {
    id: "risk-least-confidence",
    title: "Least confidence of a strategy",
    shows: "0.6 is asked for: 0.599999 is refused, 0.6 goes.",
    settings: riskDesk(
      { minConfidencePpm: 600_000 },
      { strategies: [{ name: "scripted", enabled: true, params: {} }] },
    ),
    strategy: "scripted",
    script: (script) => {
      openBooks(script);
      script.decide(sure(order({ size: "1", price: "99.00" }), 599_999));
      alive(script, 100);
      script.decide(sure(order({ size: "1", price: "99.00" }), 600_000));
      alive(script, 200, 230);
    },
    expected: {
      fills: [],
      states: { "ord-1": "REJECTED", "ord-2": "ACCEPTED" },
      reasons: { "ord-1": "min_confidence" },
    },
    worked: ["599,999 < 600,000 parts per million; 600,000 is enough."],
  },
  {
    id: "risk-widest-spread",
    title: "Widest spread",
    shows: "New risk is taken at a spread of up to 1 % of the mid. Selling what is held is allowed at any.",
    settings: riskDesk({ spreadMaxPpm: 10_000 }),
    script: (script) => {
      quote(script, 0, ["99.50", "100.50"]);
      script.command(1, send({ size: "1" }));
      quote(script, 20, ["99.49", "100.50"]);
      script.command(30, send({ size: "1" }));
      script.command(31, send({ side: "sell", size: "1" }));
      quote(script, 42, ["99.49", "100.50"]);
      quote(script, 60, ["99.49", "100.50"]);
    },
    expected: {
      fills: [
        { order: "ord-1", size: "1", price: "100.50", rule: "walked_book", at: 11, known: 20 },
        { order: "ord-3", size: "1", price: "99.49", rule: "walked_book", at: 41, known: 46 },
      ],
      states: { "ord-1": "FILLED", "ord-2": "REJECTED", "ord-3": "FILLED" },
      reasons: { "ord-2": "spread" },
    },
    worked: ["1.00 / 100.00 = 1 %: allowed. 1.01 / 99.995 = 1.01 %: refused."],
  },
  {
    id: "risk-strategy-budget",
    title: "A strategy's own budget",
    shows:
      "The strategy may have opened 3 % of the equity, the desk anything. A person's orders do not use its budget.",
    settings: riskDesk(
      { strategies: { scripted: { budgetPpm: 30_000, dailyLossPpm: 1_000_000, method: null } } },
      { strategies: [{ name: "scripted", enabled: true, params: {} }] },
    ),
    strategy: "scripted",
    script: (script) => {
      openBooks(script);
      script.command(1, send({ size: "10", price: "100.00" }));
      script.decide(order({ size: "3.01", price: "100.00" }));
      alive(script, 100);
      script.decide(order({ size: "3", price: "100.00" }));
      alive(script, 200, 230);
    },
    expected: {
      fills: [],
      states: { "ord-1": "ACCEPTED", "ord-2": "REJECTED", "ord-3": "ACCEPTED" },
      reasons: { "ord-2": "strategy_budget" },
    },
    worked: ["301 > 300 = 3 % of 10,000: refused; 300 goes, beside the person's 1,000."],
  },
  {
    id: "risk-stale-feed",
    title: "A silent feed",
    shows: "Nothing was heard for 60 s: no new orders. A microsecond before there are.",
    settings: riskDesk({ staleFeedMicros: 60 * SECOND }),
    script: (script) => {
      openBooks(script);
      script.command(59_999.999, send({ size: "1", price: "99.00" }));
      script.command(60_000, send({ size: "1", price: "98.00" }));
      quote(script, 60_100, ["99.99", "100.01"]);
    },
    expected: {
      fills: [],
      states: { "ord-1": "CANCELLED", "ord-2": "REJECTED" },
      reasons: { "ord-1": "cancelled_by_risk", "ord-2": "stale_data" },
      risk: [[60_000, "breaker data:test:ABC/USDT", "armed → open"]],
    },
    worked: [
      "The book came at 0 ms. At 59,999.999 ms it is not yet 60 s old, at 60,000 ms it is.",
      "The breaker over the data opens at the same number, and takes back what would add.",
    ],
  },
  {
    id: "risk-data-quality",
    title: "Data quality of the last minute",
    shows:
      "60 of 100 are asked for. Twelve of twenty levels a side for a whole minute score 60: new risk is taken. A minute with eleven scores 55: it is not.",
    settings: riskDesk({ qualityMin: 60 }),
    script: (script) => {
      levels(script, 0, 12);
      for (let millis = 10_000; millis <= 60_000; millis += 10_000) levels(script, millis, 12);
      script.command(60_100, send({ size: "1", price: "90.00" }));
      levels(script, 60_200, 11);
      for (let millis = 70_000; millis <= 120_000; millis += 10_000) levels(script, millis, 11);
      script.command(120_100, send({ size: "1", price: "91.00" }));
      levels(script, 120_200, 11);
    },
    expected: {
      fills: [],
      states: { "ord-1": "CANCELLED", "ord-2": "REJECTED" },
      reasons: { "ord-1": "cancelled_by_risk", "ord-2": "breaker" },
      risk: [[120_000, "breaker data:test:ABC/USDT", "armed → open"]],
    },
    worked: [
      "12 / 20 = 60 of 100; 11 / 20 = 55. No gap, no flagged row, a valid book all the time.",
      "The breaker over the data goes by the same number, and takes back what would add.",
    ],
  },
];
