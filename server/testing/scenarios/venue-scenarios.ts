import { parseAtoms } from "@/server/domain/atoms";
import { ABC, draft, testExecution } from "@/server/testing/engine-run";
import { atMillis } from "@/server/testing/market-builder";
import type { Scenario } from "./scenario";
import { alive, openBook, plainDesk } from "./start";

const buy = (size: string, price?: string) =>
  ({ kind: "submit", order: draft({ side: "buy", size, ...(price === undefined ? {} : { price }) }) }) as const;

export const VENUE_SCENARIOS: readonly Scenario[] = [
  {
    id: "outage",
    title: "The venue is away",
    shows:
      "An order reaches the venue while it takes no requests. Nobody answers; after the timeout the desk takes it as lost and frees its money. The order that rested before kept its place and fills when the market goes on.",
    settings: plainDesk({
      execution: testExecution({
        outages: [{ from: atMillis(30), to: atMillis(500) }],
        requestTimeoutMicros: 1_000_000,
      }),
    }),
    script: (script) => {
      openBook(script);
      script.command(1, buy("2", "99.99"));
      alive(script, 20);
      script.command(25, buy("1", "99.98"));
      script.market((m) => m.at(600).trade("sell", "99.99", "7"));
      alive(script, 1_100);
    },
    expected: {
      fills: [{ order: "ord-1", size: "2", price: "99.99", rule: "queue_reached", at: 600, known: 605 }],
      states: { "ord-1": "FILLED", "ord-2": "REJECTED" },
      reasons: { "ord-2": "request_timeout" },
    },
    worked: [
      "ord-2 is sent at 25 ms and would arrive at 35 ms, within the outage of 30 to 500 ms: lost.",
      "25 + 1,000 = 1,025 ms: the desk gives it up. Meanwhile 7 − 5 = 2 fill ord-1 at 600 ms.",
    ],
  },
  {
    id: "venue-rate-limit",
    title: "Too many orders for the venue",
    shows: "This venue takes two orders in ten seconds. The third is rejected when it arrives, as a real one would be.",
    settings: plainDesk({ execution: testExecution({ venueOrdersPer10s: 2 }) }),
    script: (script) => {
      openBook(script);
      script.command(1, buy("1", "99.97"));
      script.command(2, buy("1", "99.96"));
      script.command(3, buy("1", "99.95"));
      alive(script, 20, 40);
    },
    expected: {
      fills: [],
      states: { "ord-1": "ACCEPTED", "ord-2": "ACCEPTED", "ord-3": "REJECTED" },
      reasons: { "ord-3": "rate_limit" },
    },
    worked: ["Arrivals at 11, 12 and 13 ms, all in the venue's interval from 0 to 10,000 ms; 2 may."],
  },
  {
    id: "our-own-impact",
    title: "We move the price against ourselves",
    shows:
      "Buying four of a market that trades a thousand a day pushes the price. The second order pays for what the first one did, though the recorded book does not show it.",
    settings: plainDesk({
      execution: testExecution({
        impact: {
          yPpm: 700_000,
          halfLifeMicros: 300_000_000,
          instruments: [{ instrumentId: ABC.id, sigmaDailyPpm: 30_000, volumeDailyLots: 100_000 }],
        },
      }),
    }),
    script: (script) => {
      openBook(script);
      script.command(1, buy("4"));
      alive(script, 12, 30);
      script.market((m) => m.at(40).book({ asks: [["100.01", "4"]] }));
      script.command(50, buy("1"));
      alive(script, 61, 80);
    },
    expected: {
      fills: [
        { order: "ord-1", size: "4", price: "100.01", rule: "walked_book", at: 11, known: 16 },
        { order: "ord-2", size: "1", price: "100.14", rule: "walked_book", at: 60, known: 65 },
      ],
      states: { "ord-1": "FILLED", "ord-2": "FILLED" },
    },
    worked: [
      "Y σ √(Q/V) = 0.7 × 0.03 × √(4 / 1,000) = 0.001328 of the mid 100.00, which is 0.1328, or 13.28 ticks.",
      "49 ms later it has hardly decayed (2^(−0.049/300)): 13.28 ticks, rounded to 13. The offer at 100.01 costs us 100.14.",
    ],
  },
  {
    id: "fee-tiers",
    title: "Fees fall with what was traded",
    shows:
      "Takers pay 0.1 % here, and 0.05 % from 300 USDT traded in 30 days on. The first order is charged the one, the second the other.",
    settings: plainDesk({
      execution: testExecution({
        fees: {
          tier: null,
          tiers: [
            { fromVolumeAtoms: parseAtoms("0"), makerFeePpm: 1_000, takerFeePpm: 1_000 },
            { fromVolumeAtoms: parseAtoms("300"), makerFeePpm: 500, takerFeePpm: 500 },
          ],
        },
      }),
    }),
    script: (script) => {
      openBook(script);
      script.command(1, buy("4"));
      alive(script, 12, 30);
      script.market((m) => m.at(40).book({ asks: [["100.01", "4"]] }));
      script.command(50, buy("1"));
      alive(script, 61, 80);
    },
    expected: {
      fills: [
        { order: "ord-1", size: "4", price: "100.01", rule: "walked_book", at: 11, known: 16 },
        { order: "ord-2", size: "1", price: "100.01", rule: "walked_book", at: 60, known: 65 },
      ],
      states: { "ord-1": "FILLED", "ord-2": "FILLED" },
      cash: "9499.499955",
      equity: "9999.499955",
    },
    worked: [
      "4 × 100.01 = 400.04, fee 0.40004. Then 400.04 ≥ 300: the fee of 100.01 is 0.05 %, 0.050005.",
      "Cash 10,000 − 400.04 − 0.40004 − 100.01 − 0.050005 = 9,499.499955; 5 at the mid 100.00 are 500.",
    ],
  },
];
