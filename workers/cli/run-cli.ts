/** Finds the command, runs it, and says in one sentence when it cannot be done. */
import { isAppError } from "@/server/domain/errors";
import { EnvError } from "@/server/platform/env";
import { type CliCommand, type CliTools, parseInput } from "./command";
import { desksCommand } from "./desks-command";
import { featuresCommand } from "./features-command";
import { generalHelp, helpOf } from "./help";
import { importCandlesCommand } from "./import-candles-command";
import { killCommand } from "./kill-command";
import { learnCommand } from "./learn-command";
import { learnL2Command } from "./learn-l2-command";
import { parityCommand } from "./parity-command";
import { printsCommand } from "./prints-command";
import { queueTruthCommand } from "./queue-truth-command";
import { replayCommand } from "./replay-command";
import { statusCommand } from "./status-command";
import { strategiesCommand } from "./strategies-command";

const COMMANDS: readonly CliCommand[] = [
  replayCommand,
  strategiesCommand,
  desksCommand,
  statusCommand,
  killCommand,
  queueTruthCommand,
  printsCommand,
  parityCommand,
  learnCommand,
  learnL2Command,
  featuresCommand,
  importCandlesCommand,
];

export type CliOutcome = Readonly<{ code: 0 | 1 | 2; out: string; err: string }>;

const done = (out: string): CliOutcome => ({ code: 0, out, err: "" });
const refused = (err: string): CliOutcome => ({ code: 2, out: "", err });

/** Code 2: what was asked cannot be done. Code 1: what was checked does not hold, or a defect, with its stack. */
export async function runCli(args: readonly string[], tools: CliTools): Promise<CliOutcome> {
  const [name, ...rest] = args;
  if (name === undefined || name === "help" || name === "--help" || name === "-h") return done(generalHelp(COMMANDS));
  const command = COMMANDS.find((one) => one.name === name);
  if (!command) {
    return refused(`tapedeck: there is no command ${name}; there are ${COMMANDS.map((one) => one.name).join(", ")}`);
  }
  if (rest.includes("--help") || rest.includes("-h")) return done(helpOf(command));
  try {
    const answer = await command.run(parseInput(command, rest), tools);
    if (typeof answer === "string") return done(answer);
    return { ...done(answer.out), code: answer.hasFault ? 1 : 0 };
  } catch (error) {
    if (tools.signal.aborted) return refused("tapedeck: stopped");
    if (isAppError(error) || error instanceof EnvError) return refused(`tapedeck: ${error.message}`);
    return { code: 1, out: "", err: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
