import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "@/server/domain/errors";
import type { Desk } from "@/server/ports/desk-store";
import type { CliCommand, CliInput } from "./command";
import { type CliServices, findDesk, withServices } from "./open-services";

const LOOK_MILLIS = 200;
const WAIT_MILLIS_MAX = 15_000;

export const killCommand: CliCommand = {
  name: "kill",
  positionals: ["[<desk>]"],
  summary: "The kill switch: cancels all orders of a desk, closes its positions, halts it",
  options: { all: { value: null, help: "every desk that is not archived" } },
  notes: [
    "<desk> is an id or a name; npm run tapedeck -- desks lists them.",
    "It ends once the desk has taken the command; closing positions may take seconds more, or wait for a market.",
    "With --all it ends with 1 when a desk has not taken it; the others are halted all the same.",
    "Needs the database of a Tapedeck: run it beside npm start, or set DATABASE_URL.",
  ],
  run: (input, { signal }) =>
    withServices(async (services) => {
      const desks = await wantedOf(services, input);
      // All are told before anything is waited for: no desk has to wait for another one.
      const told = await Promise.all(desks.map(({ id }) => tell(services, id)));
      const ends = await Promise.all(told.map((one) => endOf(services, one, signal)));
      if (!input.isOn("all") && ends[0]?.error) throw ends[0].error;
      const hasFault = ends.some(({ error }) => error !== null);
      return { out: ends.map(({ text }) => text).join("\n") || "There is no desk to kill.", hasFault };
    }),
};

type Told = Readonly<{ deskId: string; id: string }>;
type End = Readonly<{ text: string; error: AppError | null }>;

async function wantedOf(services: CliServices, input: CliInput): Promise<readonly Desk[]> {
  if (input.isOn("all")) return (await services.desks.list()).filter(({ isArchived }) => !isArchived);
  const [name] = input.positionals;
  if (name === undefined) throw new AppError("invalid", "kill needs <desk>, or --all for all of them");
  return [await findDesk(services, name)];
}

async function tell({ desks }: CliServices, deskId: string): Promise<Told> {
  const id = randomUUID();
  await desks.command({ deskId, id, body: { kind: "kill" } }, "command line");
  return { deskId, id };
}

/** What became of it: taken, refused with the desk's reason, or taken by no worker in time. */
async function endOf({ desks }: CliServices, { deskId, id }: Told, signal: AbortSignal): Promise<End> {
  for (let waited = 0; waited < WAIT_MILLIS_MAX; waited += LOOK_MILLIS) {
    const outcome = await desks.outcome(deskId, id);
    if (outcome?.accepted) {
      return { text: `${deskId} is halted: its orders are being cancelled and its positions closed.`, error: null };
    }
    if (outcome) return failed(deskId, new AppError("refused", outcome.reason?.text ?? "the desk refused it"));
    await delay(LOOK_MILLIS, undefined, { signal });
  }
  const text = `the command is stored, but no worker took it within ${WAIT_MILLIS_MAX / 1_000} s; it is applied when one runs`;
  return failed(deskId, new AppError("unavailable", text));
}

const failed = (deskId: string, error: AppError): End => ({ text: `${deskId}: ${error.message}`, error });
