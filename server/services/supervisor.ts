/**
 * Keeps running what should run: the collector of the present source and its desks. Each pass looks
 * anew, so that a job that ended, failed or lost its worker is there again a few seconds later, and
 * a new playback of a recording gets its new desk.
 */
import { micros } from "@/server/domain/micros";
import type { MarketSource } from "@/server/domain/source";
import type { JobName, JobPayload } from "@/server/jobs/catalog";
import { catalog } from "@/server/jobs/catalog";
import type { Clock } from "@/server/ports/clock";
import type { Desk } from "@/server/ports/desk-store";
import type { JobQueue } from "@/server/ports/job-queue";
import type { InstrumentStore } from "@/server/ports/market-store";
import type { BackOff } from "./back-off";
import type { EnsureDeskInput } from "./desks/ensure-desk";
import { factsSlot } from "./risk/facts-slot";

export type SupervisorDeps = Readonly<{
  resolveSource: () => Promise<MarketSource>;
  instruments: InstrumentStore;
  queue: JobQueue;
  ensureDesks: (input: EnsureDeskInput) => Promise<readonly Desk[]>;
  backOff: BackOff;
  /** Wall time. */
  clock: Clock;
}>;

export type Supervisor = Readonly<{
  /**
   * One look at everything.
   * @returns false while the venue's instruments are not known yet, so that there is no desk
   * @throws what kept it from the end; the next pass tries again
   */
  pass: () => Promise<boolean>;
  /** As of the last pass. @throws Error before the first */
  source: () => MarketSource;
}>;

export function createSupervisor(deps: SupervisorDeps): Supervisor {
  let current: MarketSource | null = null;
  const startedAt = deps.clock.nowMicros();

  const ensure = async <N extends JobName>(name: N, payload: JobPayload<N>): Promise<void> => {
    if (deps.backOff.mayStart(jobKey(name, payload))) await deps.queue.ensure(name, payload);
  };

  return {
    async pass() {
      const source = await deps.resolveSource();
      if (!isSame(source, current)) await deps.instruments.saveSource(source);
      current = source;
      await ensure("collect.run", { venueId: source.venueId });
      const hour = new Date(deps.clock.nowMicros() / 1_000).toISOString().slice(0, 13);
      await deps.queue.add("database.maintain", { hour });
      const instruments = await deps.instruments.listInstruments(source.venueId);
      // The collector stores them when it first speaks to the venue.
      if (instruments.length === 0) return false;
      for (const { id: deskId, createdAt } of await deps.ensureDesks({ source, instruments })) {
        await ensure("desk.run", { deskId });
        const since = micros(Math.max(startedAt, createdAt));
        const slot = factsSlot({ now: deps.clock.nowMicros(), startedAt: since, speed: source.speed });
        if (slot !== null) await deps.queue.add("risk.facts", { deskId, slot });
      }
      return true;
    },
    source() {
      if (!current) throw new Error("the supervisor has not looked yet");
      return current;
    },
  };
}

const isSame = (a: MarketSource, b: MarketSource | null): boolean =>
  b !== null && a.venueId === b.venueId && a.session === b.session && a.label === b.label && a.reason === b.reason;

/** The job's id in the queue, which its processor uses to say how it went. */
export function jobKey<N extends JobName>(name: N, payload: JobPayload<N>): string {
  const { jobId } = catalog[name];
  return (jobId as (payload: JobPayload<N>) => string)(payload);
}
