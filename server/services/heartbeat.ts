/** Says every five seconds that a process lives, and how it feels. */
import type { Micros } from "@/server/domain/micros";
import type { ServiceStatus } from "@/server/domain/service-breaker";
import type { Clock } from "@/server/ports/clock";
import type { Heartbeat, ProcessKind, SystemStore } from "@/server/ports/system-store";

export type HeartbeatDeps = Readonly<{
  system: SystemStore;
  /** Wall time. */
  clock: Clock;
  /** Of this process or thread. */
  services: () => readonly ServiceStatus[];
  metrics: () => Pick<Heartbeat, "rssBytes" | "heapBytes" | "cpuShare" | "eventLoopLagMicros">;
  /** Once per outage of the database. */
  onTrouble: (error: unknown) => void;
}>;

export type Beater = Readonly<{
  kind: ProcessKind;
  pid: number;
  host: string;
  /** Sets threads of one process apart, e.g. the desk's id; empty for a process. */
  name: string;
  detail: () => string;
}>;

export const BEAT_MILLIS = 5_000;

/** Beats at once and then every five seconds. @returns a function that ends it */
export function startHeartbeat(deps: HeartbeatDeps, beater: Beater): () => void {
  const startedAt = deps.clock.nowMicros();
  const id = [beater.kind, beater.name, beater.pid, startedAt].filter((part) => part !== "").join("-");
  let isBroken = false;
  let isBusy = false;
  const beat = async (seenAt: Micros): Promise<void> => {
    // A slow database must not be asked again while it has not answered.
    if (isBusy) return;
    isBusy = true;
    const { kind, pid, host, detail } = beater;
    try {
      await deps.system.beat({
        id,
        kind,
        pid,
        host,
        startedAt,
        seenAt,
        ...deps.metrics(),
        detail: detail(),
        services: deps.services(),
      });
      isBroken = false;
    } catch (error) {
      if (!isBroken) deps.onTrouble(error);
      isBroken = true;
    } finally {
      isBusy = false;
    }
  };
  void beat(startedAt);
  return deps.clock.every(BEAT_MILLIS, () => void beat(deps.clock.nowMicros()));
}
