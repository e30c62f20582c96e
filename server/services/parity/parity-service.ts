/** Asks for parity and keeps what was found. The work itself is a job: a week of tapes takes minutes. */
import { AppError } from "@/server/domain/errors";
import type { ParityReport } from "@/server/domain/parity";
import type { Clock } from "@/server/ports/clock";
import type { DeskStore } from "@/server/ports/desk-store";
import type { JobQueue } from "@/server/ports/job-queue";
import type { TapeFile } from "@/server/ports/tape";
import type { TapeIndex } from "@/server/ports/tape-index";
import { findParity, type ParityDeps } from "./parity";

export type ParityInput = Readonly<{ deskId: string /** Null: all runs on tape. */; epoch: number | null }>;

export type ParityService = Readonly<{
  /** Replays and compares now, and stores the report. @throws AppError not_found; the signal's reason */
  check: (input: ParityInput, signal: AbortSignal) => Promise<ParityReport>;
  latest: (deskId: string) => Promise<ParityReport | null>;
}>;

export type ParityServiceDeps = ParityDeps & Readonly<{ desks: DeskStore /** Wall time. */; clock: Clock }>;

export function createParityService(deps: ParityServiceDeps): ParityService {
  const { desks, audit, clock } = deps;
  return {
    async check({ deskId, epoch }, signal) {
      const desk = await desks.getDesk(deskId);
      const began = clock.nowMicros();
      const answer = await findParity(deps, { desk, epoch, signal });
      const at = clock.nowMicros();
      const report: ParityReport = { ...answer, at, tookMillis: (at - began) / 1_000 };
      await audit.saveReport(report);
      return report;
    },
    latest: (deskId) => audit.latestReport(deskId),
  };
}

/** What pages may do: ask for it, and look at what came out. */
export type ParityDesk = Readonly<{
  /** Makes sure that a check is waiting or under way; its report comes with `latest`. */
  request: (input: ParityInput) => Promise<void>;
  latest: (deskId: string) => Promise<ParityReport | null>;
  /** Closed tape files of a desk, in order of time. */
  tapes: (deskId: string) => Promise<readonly TapeFile[]>;
}>;

export type ParityDeskDeps = Readonly<{
  desks: DeskStore;
  audit: ParityDeps["audit"];
  index: TapeIndex;
  queue: JobQueue;
}>;

export function createParityDesk({ desks, audit, index, queue }: ParityDeskDeps): ParityDesk {
  return {
    async request({ deskId, epoch }) {
      await desks.getDesk(deskId);
      if (epoch !== null && (!Number.isSafeInteger(epoch) || epoch < 1)) {
        throw new AppError("invalid", `a run's number is a whole number of at least 1, was ${epoch}`);
      }
      await queue.ensure("parity.run", { deskId, epoch });
    },
    latest: (deskId) => audit.latestReport(deskId),
    tapes: (deskId) => index.listFiles(deskId),
  };
}
