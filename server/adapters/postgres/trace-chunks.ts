/** Points of order traces as they lie in the database: together, and each after the one before. */
import { micros } from "@/server/domain/micros";
import type { QueueCause, QueuePoint } from "@/server/domain/order";
import { columnsOf } from "./columns";

export type TraceChunk = Readonly<{ orderId: string; points: string }>;

export const traceColumns = columnsOf<TraceChunk>({ orderId: "text", points: "text" });

type Packed = readonly [sinceMicros: number, cause: QueueCause, aheadLots: number, deltaLots: number];

type Said = Readonly<{ orderId: string; point: QueuePoint }>;

/** One chunk an order, in order of their first points. */
export function toChunks(said: readonly Said[]): readonly TraceChunk[] {
  const packed = new Map<string, { at: number; points: Packed[] }>();
  for (const { orderId, point } of said) {
    const chunk = packed.get(orderId) ?? { at: 0, points: [] };
    chunk.points.push([point.at - chunk.at, point.cause, point.aheadLots, point.deltaLots]);
    chunk.at = point.at;
    packed.set(orderId, chunk);
  }
  return [...packed].map(([orderId, { points }]) => ({ orderId, points: JSON.stringify(points) }));
}

/** The points of chunks in order. They are ours: `toChunks` wrote them. */
export function fromChunks(chunks: readonly Pick<TraceChunk, "points">[]): readonly QueuePoint[] {
  return chunks.flatMap(({ points }) => {
    let at = 0;
    return (JSON.parse(points) as readonly Packed[]).map(([since, cause, aheadLots, deltaLots]) => {
      at += since;
      return { at: micros(at), cause, aheadLots, deltaLots };
    });
  });
}
