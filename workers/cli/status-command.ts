import { encodeWire } from "@/server/domain/wire";
import type { CliCommand } from "./command";
import { columns } from "./help";
import { withServices } from "./open-services";

export const statusCommand: CliCommand = {
  name: "status",
  positionals: [],
  summary: "Market source, processes, queues, database and the last errors of a running Tapedeck",
  options: { json: { value: null, help: "as JSON" } },
  notes: ["Needs the database of a Tapedeck: run it beside npm start, or set DATABASE_URL."],
  run: (input) =>
    withServices(async ({ system }) => {
      const status = await system.status();
      if (input.isOn("json")) return encodeWire(status);
      const { source, processes, queues, database, errors, problems } = status;
      const megabytes = (bytes: number) => `${Math.round(bytes / 1_048_576)} MB`;
      return columns([
        ["Source", source ? `${source.label}. ${source.reason}` : "none yet"],
        ...processes.map(
          ({ kind, pid, health, rssBytes, detail }) =>
            [kind, `${health}, pid ${pid}, ${megabytes(rssBytes)}, ${detail}`] as const,
        ),
        ...queues.map(
          ({ queue, waiting, active, failed }) =>
            [`queue ${queue}`, `${active} active, ${waiting} waiting, ${failed} failed`] as const,
        ),
        ["Database", database ? `${database.version}, ${megabytes(database.bytes)}` : "unknown"],
        ["Errors", errors[0] ? `${errors.length} kept, the last: ${errors[0].message}` : "none"],
        ...problems.map((problem) => ["Problem", problem] as const),
      ]).join("\n");
    }),
};
