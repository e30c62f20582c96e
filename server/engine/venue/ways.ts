import type { DeskSettings } from "@/server/domain/desk-settings";
import { Rng, type RngState } from "@/server/domain/rng";
import { Latency } from "./latency";
import { LatencyTable } from "./latency-table";

export type WaysState = Readonly<{ entry: RngState; response: RngState }>;

/** How long it takes to the venue and back: drawn, or measured where the settings have a table. */
export class Ways {
  readonly #table: LatencyTable | null;
  readonly #entry: Latency;
  readonly #response: Latency;

  constructor({ execution: { latencyTable }, entryLatency, responseLatency, seed }: DeskSettings) {
    this.#table = latencyTable && new LatencyTable(latencyTable);
    this.#entry = new Latency(entryLatency, Rng.derive(seed, "latency.entry"));
    this.#response = new Latency(responseLatency, Rng.derive(seed, "latency.response"));
  }

  /** µs to the venue for a request sent now; null when it gets lost on its way. */
  entryMicros(sentAt: number): number | null {
    return this.#table ? this.#table.entryMicros(sentAt) : this.#entry.draw();
  }

  /** µs until the desk knows of what the venue did. */
  responseMicros(happenedAt: number): number {
    return this.#table ? this.#table.responseMicros(happenedAt) : this.#response.draw();
  }

  save(): WaysState {
    return { entry: this.#entry.save(), response: this.#response.save() };
  }

  load({ entry, response }: WaysState): void {
    this.#entry.load(entry);
    this.#response.load(response);
  }
}
