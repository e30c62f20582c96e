/** Compares what a replay said with what is stored, piece by piece, and counts both. */
import type { Difference } from "@/server/domain/parity";
import { type DeskSnapshot, type StoredKind, type StoredRows, storedKey } from "@/server/ports/desk-audit";
import { differencesOf } from "./differences";
import { type KeyedRows, type ReplayedRows, sumOf } from "./replayed-rows";

/** Differences kept with their values; the others are counted. */
const LISTED_MAX = 200;
/** Keys asked for at once. */
const KEYS_MAX = 1_000;

const WRITTEN_ONCE: readonly StoredKind[] = [
  "orderEvent",
  "fill",
  "markout",
  "ledger",
  "roundTrip",
  "equity",
  "signal",
  "prediction",
  "risk",
  "breaker",
  "riskSettings",
  "positionSample",
  "command",
];

export class Comparison {
  readonly listed: Difference[] = [];
  readonly compared: Record<string, number> = {};
  count = 0;
  readonly #snapshot: DeskSnapshot;

  constructor(snapshot: DeskSnapshot) {
    this.#snapshot = snapshot;
  }

  add(differences: readonly Difference[]): void {
    this.count += differences.length;
    this.listed.push(...differences.slice(0, LISTED_MAX - this.listed.length));
  }

  async rows(replayed: KeyedRows): Promise<void> {
    for (const [kind, rows] of replayed) await this.#kind(kind, rows);
  }

  async traces(replayed: ReplayedRows): Promise<void> {
    const sums = [...replayed.traces()];
    for (let from = 0; from < sums.length; from += KEYS_MAX) {
      const part = sums.slice(from, from + KEYS_MAX);
      const stored = await this.#find(
        "trace",
        part.map(([id]) => id),
      );
      for (const [id, sum] of part) {
        const row = stored.get(id);
        this.add(differencesOf({ kind: "trace", id }, sum, row && sumOf(row.points)));
      }
    }
    this.compared["trace"] = sums.length;
  }

  /** Stored rows that the replay never spoke of. Only of a desk replayed from its beginning to its end. */
  async unsaid(replayed: ReplayedRows): Promise<void> {
    for (const kind of ["order", "parent", "position", "trace", ...WRITTEN_ONCE] as const) {
      const said = replayed.keys(kind);
      const unsaid = (await this.#snapshot.keys(kind)).filter((key) => !said.has(key));
      for (let from = 0; from < unsaid.length; from += KEYS_MAX) {
        const stored = await this.#find(kind, unsaid.slice(from, from + KEYS_MAX));
        for (const [id, row] of stored) this.add(differencesOf({ kind, id }, null, row));
      }
    }
  }

  async #kind(kind: StoredKind, rows: ReadonlyMap<string, unknown>): Promise<void> {
    const all = [...rows];
    for (let from = 0; from < all.length; from += KEYS_MAX) {
      const part = all.slice(from, from + KEYS_MAX);
      const stored = await this.#find(
        kind,
        part.map(([key]) => key),
      );
      for (const [id, row] of part) this.add(differencesOf({ kind, id }, row, stored.get(id)));
    }
    this.compared[kind] = (this.compared[kind] ?? 0) + all.length;
  }

  async #find<K extends StoredKind>(kind: K, keys: readonly string[]): Promise<ReadonlyMap<string, StoredRows[K]>> {
    return new Map((await this.#snapshot.find(kind, keys)).map((row) => [storedKey[kind](row), row]));
  }
}
