/**
 * One commit at a time, sent until it is known to be in the database.
 *
 * A commit whose answer was lost is sent again under the same number, which changes nothing if it
 * had arrived. Waits are counted in ticks of the host, so that tests drive them by hand.
 */
import type { Effect } from "@/server/domain/effect";
import { isAppError } from "@/server/domain/errors";
import type { Micros } from "@/server/domain/micros";
import type { RiskView } from "@/server/domain/risk/risk-view";
import type { EngineView } from "@/server/engine/kernel/engine";
import type { DeskLease, DeskStore } from "@/server/ports/desk-store";

/** What one commit holds, and the view that may be shown once it is in. */
export type Batch = Readonly<{
  effects: readonly Effect[];
  checkpoint: string;
  at: Micros;
  view: EngineView;
  risk: Omit<RiskView, "deskId">;
}>;

export type CommitterEvents = Readonly<{
  onCommitted: (batch: Batch) => void;
  /** Once per outage. */
  onTrouble: (error: unknown) => void;
  /** It can never succeed: the lease is lost, or the commit itself is wrong. Nothing is sent afterwards. */
  onDead: (error: unknown) => void;
}>;

export type Committer = Readonly<{
  isBusy: () => boolean;
  /** The database is away or slow: the engine must not run ahead of it. */
  isStuck: () => boolean;
  /** Only when not busy. */
  send: (batch: Batch) => void;
  tick: () => void;
}>;

/** A second of ticks: an ordinary commit takes milliseconds. */
const SLOW_TICKS = 20;
const RETRY_TICKS_MAX = 40;
/** An unavailable database is waited for; an error that speaks of the commit itself is tried only so often. */
const OTHER_ERRORS_MAX = 3;

export function createCommitter(desks: DeskStore, lease: DeskLease, events: CommitterEvents): Committer {
  let number = lease.commits;
  let batch: Batch | null = null;
  let isWaiting = false;
  let ticksLeft = 0;
  let ticksInFlight = 0;
  let failures = 0;
  let otherErrors = 0;

  const attempt = async (sent: Batch): Promise<void> => {
    const { effects, checkpoint, at } = sent;
    try {
      await desks.commit({ lease, number: number + 1, effects, checkpoint, at });
    } catch (error) {
      failed(error);
      return;
    }
    number += 1;
    batch = null;
    failures = 0;
    otherErrors = 0;
    events.onCommitted(sent);
  };

  const failed = (error: unknown): void => {
    const code = isAppError(error) ? error.code : null;
    if (code !== "unavailable") otherErrors += 1;
    if (code === "lease_lost" || code === "conflict" || otherErrors > OTHER_ERRORS_MAX) {
      events.onDead(error);
      return;
    }
    failures += 1;
    if (failures === 1) events.onTrouble(error);
    isWaiting = true;
    ticksLeft = Math.min(2 ** failures, RETRY_TICKS_MAX);
  };

  return {
    isBusy: () => batch !== null,
    isStuck: () => failures > 0 || (batch !== null && ticksInFlight > SLOW_TICKS),
    send(next) {
      if (batch !== null) throw new Error("a commit is under way already");
      batch = next;
      ticksInFlight = 0;
      void attempt(next);
    },
    tick() {
      if (batch === null) return;
      ticksInFlight += 1;
      if (!isWaiting || --ticksLeft > 0) return;
      isWaiting = false;
      void attempt(batch);
    },
  };
}
