import type { Micros } from "@/server/domain/micros";
import type { ServiceStatus } from "@/server/domain/service-breaker";

export type ProcessKind = "web" | "worker" | "collector" | "desk" | "market";

/** Each process and thread says every 5 s (wall time) that it lives. */
export type Heartbeat = Readonly<{
  /** Unique per process start, e.g. "worker-<pid>-<start>". */
  id: string;
  kind: ProcessKind;
  pid: number;
  host: string;
  startedAt: Micros;
  seenAt: Micros;
  rssBytes: number;
  heapBytes: number;
  /** Share of one core since the last beat. */
  cpuShare: number;
  eventLoopLagMicros: number;
  /** e.g. which venue or desk. */
  detail: string;
  /** How it finds the outside services that it asks. */
  services: readonly ServiceStatus[];
}>;

export type ErrorRecord = Readonly<{ at: Micros; process: string; message: string; stack: string | null }>;

export type DatabaseStatus = Readonly<{
  version: string;
  hasTimescale: boolean;
  bytes: number;
  tables: readonly Readonly<{ name: string; bytes: number; rows: number }>[];
  connections: number;
}>;

export type AuditEntry = Readonly<{ at: Micros; who: string; action: string; subject: string; detail: string }>;

export type SystemStore = Readonly<{
  beat: (heartbeat: Heartbeat) => Promise<void>;
  /** Beats of the last 60 s, and the last of processes that went silent within the hour. */
  listHeartbeats: () => Promise<readonly Heartbeat[]>;
  recordError: (error: ErrorRecord) => Promise<void>;
  listErrors: (limit: number) => Promise<readonly ErrorRecord[]>;
  databaseStatus: () => Promise<DatabaseStatus>;
  audit: (entry: AuditEntry) => Promise<void>;
  listAudit: (limit: number) => Promise<readonly AuditEntry[]>;
  /** Drops time-series partitions past their retention and makes the coming ones. Idempotent. */
  maintain: (now: Micros) => Promise<void>;
}>;
