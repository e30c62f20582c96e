import { AppError } from "@/server/domain/errors";
import type { Difference, ParityReport } from "@/server/domain/parity";
import type { CliCommand, CliInput } from "./command";
import { columns } from "./help";
import { type CliServices, findDesk, withServices } from "./open-services";

const SHOWN_MAX = 50;

export const parityCommand: CliCommand = {
  name: "parity",
  positionals: ["[<desk>]"],
  summary: "Replays what a desk recorded and compares every row with the database, to the atom",
  options: {
    all: { value: null, help: "all desks that are not archived" },
    json: { value: null, help: "the whole report as JSON" },
  },
  notes: [
    "<desk> is an id or a name; <desk>/<run> replays that run alone, from the checkpoint that it began with.",
    "It ends with 0 when there is no difference, with 1 when there is one or when not everything could be replayed.",
    "A desk that runs is held against its last commit. Tapes are read on this machine (TAPEDECK_DATA_DIR).",
    "Needs the database of a Tapedeck: run it beside npm start, or set DATABASE_URL.",
  ],
  run: (input, { signal }) =>
    withServices(async (services) => {
      const reports: ParityReport[] = [];
      for (const wanted of await wantedOf(services, input)) reports.push(await services.parity.check(wanted, signal));
      const out = input.isOn("json") ? JSON.stringify(reports, null, 2) : reports.map(reportText).join("\n\n");
      return { out, hasFault: reports.some(({ status }) => status !== "same") };
    }),
};

type Wanted = Readonly<{ deskId: string; epoch: number | null }>;

async function wantedOf(services: CliServices, input: CliInput): Promise<readonly Wanted[]> {
  if (input.isOn("all")) {
    const desks = (await services.desks.list()).filter(({ isArchived }) => !isArchived);
    return desks.map(({ id }) => ({ deskId: id, epoch: null }));
  }
  const [text] = input.positionals;
  if (text === undefined) throw new AppError("invalid", "parity needs <desk>, or --all for all of them");
  const [, name = "", run] = /^(.*?)(?:\/(\d{1,9}))?$/.exec(text) ?? [];
  if (run !== undefined && Number(run) < 1) throw new AppError("invalid", `a run's number is at least 1, was ${run}`);
  const desk = await findDesk(services, name);
  return [{ deskId: desk.id, epoch: run === undefined ? null : Number(run) }];
}

export function reportText(report: ParityReport): string {
  const { deskId, epoch, text, runs, compared, notes, listed, differences } = report;
  const rows = Object.entries(compared).map(([kind, count]) => [kind, String(count)] as const);
  const more = differences - Math.min(differences, SHOWN_MAX);
  return [
    `${deskId}${epoch === null ? "" : `/${epoch}`}: ${text}`,
    ...(runs.length > 0 ? [`Runs ${runs.join(", ")}; compared:`, ...columns(rows)] : []),
    ...notes,
    ...listed.slice(0, SHOWN_MAX).map(differenceText),
    ...(more > 0 ? [`and ${more} more differences`] : []),
  ].join("\n");
}

const differenceText = ({ kind, id, field, replayed, stored }: Difference): string =>
  `  ${kind} ${id}${field === "" ? "" : ` ${field}`}: replayed ${replayed ?? "nothing"}, stored ${stored ?? "nothing"}`;
