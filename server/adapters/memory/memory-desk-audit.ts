import type { QueuePoint } from "@/server/domain/order";
import type { ParityReport } from "@/server/domain/parity";
import type { DeskAudit, StoredKind, StoredRows } from "@/server/ports/desk-audit";
import { storedKey } from "@/server/ports/desk-audit";
import type { DeskData } from "./desk-data";
import { type DeskRecords, recordOf } from "./memory-desk-store";

export function createMemoryDeskAudit(records: DeskRecords): DeskAudit {
  const reports = new Map<string, ParityReport>();
  return {
    withSnapshot(deskId, work) {
      // A commit replaces the data, so what is held here stays as it is.
      const { data, checkpoint } = recordOf(records, deskId);
      const rows = rowsOf(data);
      const keyed = <K extends StoredKind>(kind: K): readonly (readonly [string, StoredRows[K]])[] =>
        [...(rows[kind]() as Iterable<StoredRows[K]>)].map((row) => [storedKey[kind](row), row] as const);
      return work({
        checkpoint,
        find: async (kind, keys) => {
          const wanted = new Set(keys);
          return keyed(kind).flatMap(([key, row]) => (wanted.has(key) ? [row] : []));
        },
        keys: async (kind) => keyed(kind).map(([key]) => key),
      });
    },
    saveReport: async (report) => void reports.set(report.deskId, report),
    latestReport: async (deskId) => reports.get(deskId) ?? null,
  };
}

const rowsOf = (data: DeskData): { readonly [K in StoredKind]: () => Iterable<StoredRows[K]> } => ({
  order: () => data.orders.values(),
  parent: () => data.parents.values(),
  position: () => data.positions.values(),
  trace: () => {
    const points = new Map<string, QueuePoint[]>();
    for (const { orderId, point } of data.traces) points.set(orderId, [...(points.get(orderId) ?? []), point]);
    return [...points].map(([orderId, of]) => ({ orderId, points: of }));
  },
  orderEvent: () => data.events.values(),
  fill: () => data.fills.values(),
  markout: () => data.markouts.values(),
  ledger: () => data.ledger.values(),
  roundTrip: () => data.trips.values(),
  equity: () => data.equity.values(),
  signal: () => data.signals.values(),
  prediction: () => data.predictions.values(),
  risk: () => data.risk.values(),
  breaker: () => data.breakers.values(),
  riskSettings: () => data.riskSettings.values(),
  positionSample: () => data.positionSamples.values(),
  command: () => [...data.commands.values()].flatMap(({ outcome }) => (outcome ? [outcome] : [])),
});
