import type { Clock } from "@/server/ports/clock";
import type { AuditEntry, ErrorRecord, Heartbeat, SystemStore } from "@/server/ports/system-store";

const HOUR = 3_600_000_000;

export function createMemorySystemStore(clock: Clock): SystemStore {
  const beats = new Map<string, Heartbeat>();
  const errors: ErrorRecord[] = [];
  const audit: AuditEntry[] = [];
  return {
    async beat(heartbeat) {
      beats.set(heartbeat.id, heartbeat);
    },
    listHeartbeats: async () =>
      [...beats.values()]
        .filter(({ seenAt }) => seenAt > clock.nowMicros() - HOUR)
        .sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1)),
    async recordError(error) {
      errors.unshift(error);
    },
    listErrors: async (limit) => errors.slice(0, limit),
    databaseStatus: async () => ({ version: "memory", hasTimescale: false, bytes: 0, tables: [], connections: 0 }),
    async audit(entry) {
      audit.unshift(entry);
    },
    listAudit: async (limit) => audit.slice(0, limit),
    async maintain() {},
  };
}
