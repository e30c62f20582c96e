/**
 * What a replay said, as the rows that a commit makes of it. Rows that are written once are given out to be
 * compared and then forgotten; of what changes (orders, positions) the last word is kept, and of queue traces,
 * which are thousands of points an order, their number and fingerprint.
 */
import type { Effect } from "@/server/domain/effect";
import type { QueuePoint } from "@/server/domain/order";
import { Digest } from "@/server/engine/kernel/digest";
import { type StoredKind, type StoredRows, storedKey } from "@/server/ports/desk-audit";

type Rows = Map<string, unknown>;
export type KeyedRows = ReadonlyMap<StoredKind, ReadonlyMap<string, unknown>>;
export type TraceSum = Readonly<{ points: number; fingerprint: string }>;

/** Until the end of a replay they may change. */
const CHANGING: readonly StoredKind[] = ["order", "parent", "position"];

export class ReplayedRows {
  readonly #written = new Map<StoredKind, Rows>();
  readonly #changing = new Map<StoredKind, Rows>();
  readonly #traces = new Map<string, { points: number; digest: Digest }>();
  readonly #keys = new Map<StoredKind, Set<string>>();
  #waiting = 0;

  /** Rows that wait to be given out. */
  get waiting(): number {
    return this.#waiting;
  }

  add(effect: Effect): void {
    switch (effect.kind) {
      case "order":
        return this.#put("order", effect.order);
      case "parent":
        return this.#put("parent", effect.parent);
      case "position":
        return this.#put("position", effect.position);
      case "orderEvent":
        return this.#put("orderEvent", effect.event);
      case "fill":
        return this.#put("fill", effect.fill);
      case "markout":
        return this.#put("markout", effect.markout);
      case "ledger":
        return this.#put("ledger", effect.entry);
      case "roundTrip":
        return this.#put("roundTrip", effect.trip);
      case "equity":
        return this.#put("equity", effect.sample);
      case "signal":
        return this.#put("signal", effect.signal);
      case "risk":
        return this.#put("risk", effect.event);
      case "breaker":
        return this.#put("breaker", effect.event);
      case "riskSettings":
        return this.#put("riskSettings", effect.change);
      case "positionSample":
        return this.#put("positionSample", effect.sample);
      case "command":
        return this.#put("command", effect.outcome);
      case "prediction":
        return this.#put("prediction", effect.prediction);
      case "trace":
        return this.#trace(effect.orderId, effect.point);
    }
  }

  /**
   * Rows that were written since the last call. The last equity sample and the positions of its instant stay until
   * the end: others of the same instant replace them.
   */
  takeWritten({ isEnd }: Readonly<{ isEnd: boolean }>): KeyedRows {
    const taken = new Map(this.#written);
    this.#written.clear();
    this.#waiting = 0;
    const samples = taken.get("equity");
    const last = [...(samples ?? [])].at(-1);
    if (!isEnd && samples && last) {
      samples.delete(last[0]);
      this.#written.set("equity", new Map([last]));
      const ofThen = [...(taken.get("positionSample") ?? [])].filter(([key]) => key.startsWith(`${last[0]}/`));
      for (const [key] of ofThen) taken.get("positionSample")?.delete(key);
      if (ofThen.length > 0) this.#written.set("positionSample", new Map(ofThen));
    }
    return taken;
  }

  changing(): KeyedRows {
    return this.#changing;
  }

  traces(): ReadonlyMap<string, TraceSum> {
    return new Map(
      [...this.#traces].map(([id, { points, digest }]) => [id, { points, fingerprint: digest.hex() }] as const),
    );
  }

  /** All keys of a kind that were ever said. */
  keys(kind: StoredKind): ReadonlySet<string> {
    return this.#keys.get(kind) ?? new Set();
  }

  #put<K extends StoredKind>(kind: K, row: StoredRows[K]): void {
    const key = storedKey[kind](row);
    this.#remember(kind, key);
    const group = CHANGING.includes(kind) ? this.#changing : this.#written;
    const rows = group.get(kind) ?? new Map<string, unknown>();
    group.set(kind, rows.set(key, row));
    if (group === this.#written) this.#waiting += 1;
  }

  #trace(orderId: string, point: QueuePoint): void {
    this.#remember("trace", orderId);
    const sum = this.#traces.get(orderId) ?? { points: 0, digest: new Digest() };
    sum.points += 1;
    sum.digest.add(point);
    this.#traces.set(orderId, sum);
  }

  #remember(kind: StoredKind, key: string): void {
    const keys = this.#keys.get(kind) ?? new Set();
    this.#keys.set(kind, keys.add(key));
  }
}

export function sumOf(points: readonly QueuePoint[]): TraceSum {
  const digest = new Digest();
  for (const point of points) digest.add(point);
  return { points: points.length, fingerprint: digest.hex() };
}
