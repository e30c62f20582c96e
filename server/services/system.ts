/** The state of the machine room: who lives, what waits, what went wrong, what was changed. */
import type { Micros } from "@/server/domain/micros";
import type { MarketSource } from "@/server/domain/source";
import type { FeedView } from "@/server/domain/views";
import { decodeWire } from "@/server/domain/wire";
import { topics } from "@/server/ports/bus";
import type { Clock } from "@/server/ports/clock";
import type { JobQueue, QueueCounts } from "@/server/ports/job-queue";
import type { AuditEntry, DatabaseStatus, ErrorRecord, Heartbeat, SystemStore } from "@/server/ports/system-store";
import { type ServiceHealth, servicesOf } from "@/server/services/service-health";
import type { TopicHub } from "@/server/services/stream/topic-hub";

export type ProcessStatus = Heartbeat &
  Readonly<{
    /** "late" after 12 s without a beat (two were missed), "silent" after 30 s. */
    health: "up" | "late" | "silent";
    silentMicros: number;
  }>;

export type SystemStatus = Readonly<{
  /** Wall time of the answer. */
  at: Micros;
  source: MarketSource | null;
  processes: readonly ProcessStatus[];
  /** Outside services as the living processes find them, the worst first. */
  services: readonly ServiceHealth[];
  queues: readonly QueueCounts[];
  /** Last word of each feed of the present source. */
  feeds: readonly FeedView[];
  database: DatabaseStatus | null;
  errors: readonly ErrorRecord[];
  audit: readonly AuditEntry[];
  /** What could not be found out and why, one sentence each; the rest of the status still stands. */
  problems: readonly string[];
}>;

export type SystemService = Readonly<{ status: () => Promise<SystemStatus> }>;

export type SystemServiceDeps = Readonly<{
  system: SystemStore;
  queue: JobQueue;
  hub: TopicHub;
  clock: Clock;
  findSource: () => Promise<MarketSource | null>;
}>;

const LATE_MICROS = 12_000_000;
const SILENT_MICROS = 30_000_000;
const ERRORS_SHOWN = 50;
const AUDIT_SHOWN = 100;

export function createSystemService(deps: SystemServiceDeps): SystemService {
  return { status: () => statusOf(deps) };
}

async function statusOf({ system, queue, hub, clock, findSource }: SystemServiceDeps): Promise<SystemStatus> {
  const problems: string[] = [];
  const orElse = async <T>(what: string, part: Promise<T>, fallback: T): Promise<T> => {
    try {
      return await part;
    } catch (error) {
      problems.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      return fallback;
    }
  };
  const at = clock.nowMicros();
  const source = await orElse("The market source is unknown", findSource(), null);
  const messages = source ? hub.recent(topics.feed(source.venueId)) : [];
  const [beats, queues, database, errors, audit] = await Promise.all([
    orElse("Processes are unknown", system.listHeartbeats(), []),
    orElse("Queues are unknown", queue.counts(), []),
    orElse("The database is unknown", system.databaseStatus(), null),
    orElse("Errors are unknown", system.listErrors(ERRORS_SHOWN), []),
    orElse("The audit trail is unknown", system.listAudit(AUDIT_SHOWN), []),
  ]);
  const processes = beats.map((beat) => withHealth(beat, at));
  return {
    at,
    source,
    processes,
    services: servicesOf(processes.filter(({ health }) => health !== "silent")),
    queues,
    feeds: messages.slice(-1).map(({ payload }) => decodeWire<FeedView>(payload)),
    database,
    errors,
    audit,
    problems,
  };
}

function withHealth(beat: Heartbeat, now: Micros): ProcessStatus {
  const silentMicros = Math.max(0, now - beat.seenAt);
  const health = silentMicros > SILENT_MICROS ? "silent" : silentMicros > LATE_MICROS ? "late" : "up";
  return { ...beat, health, silentMicros };
}
