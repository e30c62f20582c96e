import { AppError } from "@/server/domain/errors";
import type { Clock } from "@/server/ports/clock";
import type { DeskCommit, DeskStore } from "@/server/ports/desk-store";
import { mainDesk } from "@/server/ports/main-desk";
import { type DeskRecord, emptyData, withEffects } from "./desk-data";

const PENDING_MAX = 200;

export type DeskRecords = Map<string, DeskRecord>;

/** @throws AppError not_found */
export function recordOf(records: DeskRecords, deskId: string): DeskRecord {
  const record = records.get(deskId);
  if (!record) throw new AppError("not_found", `There is no desk ${deskId}`);
  return record;
}

export function createMemoryDeskStore(records: DeskRecords, clock: Clock): DeskStore {
  return {
    async createDesk(input) {
      if (records.has(input.id)) throw new AppError("conflict", `There is a desk ${input.id} already`);
      const desk = { ...input, createdAt: clock.nowMicros(), isArchived: false };
      const fresh = { desk, epoch: 0, commits: 0, checkpoint: null, data: emptyData(), notes: new Map() };
      records.set(desk.id, fresh);
      return desk;
    },
    getDesk: async (deskId) => recordOf(records, deskId).desk,
    listDesks: async ({ includeArchived }) =>
      [...records.values()].map(({ desk }) => desk).filter(({ isArchived }) => includeArchived || !isArchived),
    async archiveDesk(deskId) {
      const record = recordOf(records, deskId);
      record.desk = { ...record.desk, isArchived: true };
    },
    async findDeskFor({ venueId, session }) {
      const all = [...records.values()].map(({ desk }) => desk);
      return mainDesk(all.filter((desk) => desk.venueId === venueId && desk.session === session));
    },
    async openRun(deskId) {
      const record = recordOf(records, deskId);
      if (record.desk.isArchived) throw new AppError("refused", `Desk ${deskId} is archived and runs no more`);
      record.epoch += 1;
      const { epoch, checkpoint, commits } = record;
      return { deskId, runId: `${deskId}-run-${epoch}`, epoch, checkpoint, commits };
    },
    commit: async (commit) => commitTo(recordOf(records, commit.lease.deskId), commit),
    async closeRun() {},
    ...commandsOf(records, clock),
  };
}

function commitTo(record: DeskRecord, { lease, number, effects, checkpoint }: DeskCommit): void {
  if (record.epoch !== lease.epoch) {
    throw new AppError("lease_lost", `Desk ${lease.deskId} was taken over by another run`);
  }
  if (record.commits === number) return;
  if (record.commits !== number - 1) {
    throw new AppError(
      "conflict",
      `Commit ${number} of desk ${lease.deskId} does not follow its last one, ${record.commits}`,
    );
  }
  record.data = withEffects(record.data, effects);
  record.checkpoint = checkpoint;
  record.commits = number;
}

type Commands = Pick<DeskStore, "addCommand" | "listPendingCommands" | "findOutcome">;

function commandsOf(records: DeskRecords, clock: Clock): Commands {
  return {
    async addCommand(deskId, { id, body }, who) {
      const { commands } = recordOf(records, deskId).data;
      if (commands.has(id)) return false;
      commands.set(id, { body, who, receivedAt: clock.nowMicros(), outcome: null });
      return true;
    },
    listPendingCommands: async (deskId) =>
      [...(records.get(deskId)?.data.commands ?? [])]
        .filter(([, { outcome }]) => outcome === null)
        .slice(0, PENDING_MAX)
        .map(([id, { body, receivedAt }]) => ({ id, body, receivedAt })),
    findOutcome: async (deskId, commandId) => records.get(deskId)?.data.commands.get(commandId)?.outcome ?? null,
  };
}
