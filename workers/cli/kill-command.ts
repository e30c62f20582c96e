import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "@/server/domain/errors";
import type { CliCommand, CliTools } from "./command";
import { type CliServices, findDesk, withServices } from "./open-services";

const LOOK_MILLIS = 200;
const WAIT_MILLIS_MAX = 15_000;

export const killCommand: CliCommand = {
  name: "kill",
  positionals: ["<desk>"],
  summary: "The kill switch: cancels all orders of a desk, closes its positions, halts it",
  options: {},
  notes: [
    "<desk> is an id or a name; npm run tapedeck -- desks lists them.",
    "It ends once the desk has taken the command; closing positions may take seconds more.",
    "Needs the database of a Tapedeck: run it beside npm start, or set DATABASE_URL.",
  ],
  run: (input, tools) =>
    withServices(async (services) => {
      const desk = await findDesk(services, input.positionals[0] ?? "");
      const id = randomUUID();
      await services.desks.command({ deskId: desk.id, id, body: { kind: "kill" } }, "command line");
      await applied(services, { deskId: desk.id, id }, tools);
      return `${desk.id} is halted: its orders are being cancelled and its positions closed.`;
    }),
};

/** @throws AppError refused with the desk's reason; unavailable when no worker took the command in time */
async function applied(
  { desks }: CliServices,
  command: Readonly<{ deskId: string; id: string }>,
  { signal }: CliTools,
): Promise<void> {
  for (let waited = 0; waited < WAIT_MILLIS_MAX; waited += LOOK_MILLIS) {
    const outcome = await desks.outcome(command.deskId, command.id);
    if (outcome?.accepted) return;
    if (outcome) throw new AppError("refused", outcome.reason?.text ?? "the desk refused it");
    await delay(LOOK_MILLIS, undefined, { signal });
  }
  throw new AppError(
    "unavailable",
    `the command is stored, but no worker took it within ${WAIT_MILLIS_MAX / 1_000} s; it is applied when one runs`,
  );
}
