// Guarantee: on a day with a crash the risk rules do what they promise, and the pages in docs/scenarios say just that.
import { expect, test } from "vitest";
import type { Effect } from "@/server/domain/effect";
import { expectPage } from "@/server/testing/scenarios/expect-page";
import { crashPage, DEPEG, SIMULATED_CRASH } from "./crash-days";
import type { DayLog } from "./day-log";
import { depegMissing, readDepeg } from "./depeg-candles";
import { runDepeg } from "./depeg-run";
import { runSimulatedCrash } from "./simulated-crash";

/** `TAPEDECK_WRITE_SCENARIOS=1 npm test -- scenarios` writes the pages anew; without it they are only compared. */
const WRITES = process.env["TAPEDECK_WRITE_SCENARIOS"] === "1";

/** On a machine that is busy with other things, ms. */
const PATIENCE = 600_000;

const openings = ({ breakers }: DayLog): string[] =>
  breakers.flatMap(({ breaker, from, to }) => (from === "armed" && to === "open" ? [breaker.kind] : []));

const outcome = (effects: readonly Effect[], id: string) =>
  effects.flatMap((effect) =>
    effect.kind === "command" && effect.outcome.commandId === id ? [effect.outcome] : [],
  )[0];

test(
  "a flash crash: stops, breakers, refusals, and each is armed again as its setting says",
  async () => {
    const { log, effects, unit } = await runSimulatedCrash();
    const opened = openings(log);
    expect(opened.indexOf("daily_loss")).toBeGreaterThanOrEqual(0);
    expect(opened.indexOf("drawdown_reduce")).toBeGreaterThan(opened.indexOf("daily_loss"));
    expect(opened).not.toContain("drawdown_close");
    expect(opened.filter((kind) => kind === "volatility")).toHaveLength(3);
    // Into the fall and after it a person is refused; ACTIVE cannot be set over open breakers; midnight arms one of two.
    expect(outcome(effects, "person-150")?.reason?.rule).toBe("trading_state");
    expect(outcome(effects, "person-420")?.reason?.rule).toBe("breaker");
    expect(outcome(effects, "person-700")?.reason?.rule).toBe("trading_state");
    expect(outcome(effects, "person-720")?.accepted).toBe(true);
    expect(outcome(effects, "person-740")?.reason?.rule).toBe("breaker");
    expect(unit).toBe(SIMULATED_CRASH.unit);
    expectPage(`${SIMULATED_CRASH.id}.md`, crashPage(SIMULATED_CRASH, log), WRITES);
  },
  PATIENCE,
);

const missing = depegMissing();
if (missing) process.stdout.write(`the de-peg of March 2023 is skipped: ${missing}\n`);

test.skipIf(missing)(
  "the de-peg of USDC: the holding ends at its stop, and the dip buyer is held back",
  async () => {
    const { log } = await runDepeg(readDepeg());
    const exits = log.events.filter(({ kind }) => kind === "position_exit");
    expect(exits.some(({ text }) => text.startsWith("USDC/USD is closed by its stop"))).toBe(true);
    expect(openings(log).filter((kind) => kind === "volatility").length).toBeGreaterThan(10);
    // A quarter of the equity times a stop of 5 %, twice over.
    expect(log.worstFallPpm).toBeLessThan(25_000);
    expectPage(`${DEPEG.id}.md`, crashPage(DEPEG, log), WRITES);
  },
  PATIENCE,
);
