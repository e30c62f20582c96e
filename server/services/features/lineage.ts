/**
 * What rows were made of, day by day. A day's rows depend on its own bars and on those of the history before it, so
 * their lineage is a hash over the hashes of these days: a candle that came late or was mended changes the lineage of
 * every day that it can have touched, and of no other.
 */
import { createHash } from "node:crypto";
import type { StoredBar } from "@/server/ports/bar-store";
import { dayOf } from "./bar-spans";

const DAY_MICROS = 86_400_000_000;

export class DayHashes {
  readonly #days = new Map<number, ReturnType<typeof createHash>>();
  readonly #done = new Map<number, string>();

  /** @param bars  oldest first, none of them added before */
  add(bars: readonly StoredBar[]): void {
    const numbers = new Float64Array(6);
    const bytes = new Uint8Array(numbers.buffer);
    for (const { openAt, open, high, low, close, volume } of bars) {
      numbers.set([openAt, open, high, low, close, volume]);
      const day = dayOf(openAt);
      let hash = this.#days.get(day);
      if (!hash) {
        hash = createHash("sha256");
        this.#days.set(day, hash);
      }
      hash.update(bytes);
    }
  }

  /** Days that have bars, oldest first. */
  days(): readonly number[] {
    return [...this.#days.keys()];
  }

  /**
   * @param historyMicros  how far back the day's rows look
   * @returns sha256 in hexadecimal over the set and the days from `historyMicros` before the day to its end
   */
  lineageOf(day: number, setHash: string, historyMicros: number): string {
    const hash = createHash("sha256").update(setHash);
    for (let each = dayOf(day - historyMicros); each <= day; each += DAY_MICROS) hash.update(this.#of(each));
    return hash.digest("hex");
  }

  #of(day: number): string {
    const known = this.#done.get(day);
    if (known !== undefined) return known;
    const digest = this.#days.get(day)?.copy().digest("hex") ?? "";
    this.#done.set(day, digest);
    return digest;
  }
}
