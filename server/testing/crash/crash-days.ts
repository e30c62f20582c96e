/** The pages of days with a crash: what they are called and what they say besides their numbers. */
import type { RiskEvent } from "@/server/domain/trading-state";
import type { DayLog } from "./day-log";
import { eventTable, summary, timeline } from "./timeline";

type CrashDay = Readonly<{
  id: string;
  title: string;
  shows: readonly string[];
  /** Whose price the first curve is. */
  what: string;
  unit: string;
  hasDays: boolean;
  kinds: readonly RiskEvent["kind"][];
}>;

export const SIMULATED_CRASH: CrashDay = {
  id: "crash-simulated",
  title: "A flash crash at midnight, with the venue away",
  shows: [
    "A quarter of an hour of the simulated market (seed 4): at 23:52 UTC all three coins lose 45 % within a minute and take two to come back. Two seconds into the fall the venue stops taking requests, and takes them again at 23:52:55. The desk runs the order-flow strategy and a person's holdings of 24 % bitcoin and 14 % ether, under the settings that every new desk has (swing trader).",
    "What to look for: the stops are reached within seconds, and cannot be carried out while the venue is away, which the desk learns when its first request is not answered. The day's loss and the drawdown open their breakers meanwhile: nobody may buy into it, by hand or by strategy. Once the venue is back everything is sold. Midnight arms the daily loss; the drawdown waits for a person, and trading goes on only then, where volatility allows it.",
  ],
  what: "BTC, bid",
  unit: "USDT",
  hasDays: false,
  kinds: ["position_exit", "breaker", "trading_state", "venue_outage"],
};

export const DEPEG: CrashDay = {
  id: "crash-usdc-2023",
  title: "The de-peg of USDC, March 2023",
  shows: [
    "37 hours from 2023-03-10 12:00 UTC on, by recorded 1-minute candles of Binance.US: BTC in USD, and USDC in USD as the ratio of BTC/USD to BTC/USDC. Only the prices are recorded. Books and prints are made around them (`server/testing/crash/candle-market.ts`), so this says what rules that go by prices do, and nothing about queues or depth. The recording itself is not in this repository; without it the test is skipped and says so.",
    "A desk in USD holds 24 % USDC and 20 % bitcoin under the swing trader's settings, and a strategy buys a tenth of the equity whenever something is 1 % below its high of the hour, the worst idea on such a day. USDC fell by 13 %. The stop took the holding out at 5 %; volatility forbade most of the strategy's purchases while prices ran; caps and spacing most of the others.",
  ],
  what: "USDC in USD",
  unit: "USD",
  hasDays: true,
  kinds: ["position_exit", "trading_state"],
};

export const CRASH_DAYS: readonly CrashDay[] = [SIMULATED_CRASH, DEPEG];

export const crashPage = ({ title, shows, what, unit, hasDays, kinds }: CrashDay, log: DayLog): string =>
  `${[
    `# ${title}`,
    ...shows,
    "## What came of it",
    summary(log, unit),
    "## The course of it",
    timeline(log, { what }),
    eventTable(log, { hasDays, kinds: new Set(kinds) }),
    "*Made from `server/testing/crash`; its test fails when a number here is not what the desk does.*",
  ].join("\n\n")}\n`;
