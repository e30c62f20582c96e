/** All features of one interval: takes its bars, holds the values as of the newest. */
import { type Interval, intervalMicros } from "@/server/domain/candle";
import type { Bar } from "./bar";
import type { BarFamily, BarUpdate } from "./bar-family";
import { BarHistory } from "./bar-history";
import type { FundingTrack } from "./funding-track";
import { Generations, pieceBars } from "./generations";

export class FeatureLane {
  /** One per definition, family after family; NaN where not warm or not defined. */
  readonly values: Float64Array;
  readonly #history: BarHistory;
  readonly #windows: readonly Readonly<{ update: BarUpdate; start: number }>[];
  readonly #generations: Generations;
  readonly #isRecursive: Uint8Array;
  readonly #warmUps: Uint16Array;
  readonly #warmUpMax: number;

  constructor(interval: Interval, families: readonly BarFamily[], funding: FundingTrack) {
    this.#history = new BarHistory(intervalMicros(interval), funding);
    const placed = place(families);
    const recursive = placed.filter(({ family }) => family.kind === "recursive");
    this.#windows = placed
      .filter(({ family }) => family.kind === "window")
      .map(({ family, start }) => ({ update: family.create(), start }));
    this.#generations = new Generations(
      recursive.map(({ family }) => family),
      recursive.map(({ start }) => start),
      pieceBars(interval),
    );
    const definitions = families.flatMap((family) => family.definitions.map((each) => ({ each, kind: family.kind })));
    this.#isRecursive = Uint8Array.from(definitions, ({ kind }) => (kind === "recursive" ? 1 : 0));
    this.#warmUps = Uint16Array.from(definitions, ({ each }) => each.warmUp);
    this.#warmUpMax = Math.max(0, ...this.#warmUps);
    this.values = new Float64Array(definitions.length).fill(Number.NaN);
  }

  push(bar: Bar): void {
    const history = this.#history;
    history.push(bar);
    for (const { update, start } of this.#windows) update(history, this.values, start);
    const index = Math.floor(bar.openAt / history.intervalMicros);
    this.#blank(this.#generations.update(history, this.values, index));
  }

  /** After a gap: every window begins anew. */
  reset(): void {
    this.#history.reset();
    this.#generations.reset();
    this.values.fill(Number.NaN);
  }

  #blank(generationBars: number): void {
    const count = this.#history.count;
    if (Math.min(count, generationBars) >= this.#warmUpMax) return;
    for (let i = 0; i < this.values.length; i++) {
      const seen = this.#isRecursive[i] === 1 ? generationBars : count;
      if (seen < (this.#warmUps[i] ?? 0)) this.values[i] = Number.NaN;
    }
  }
}

function place(families: readonly BarFamily[]): readonly Readonly<{ family: BarFamily; start: number }>[] {
  let start = 0;
  return families.map((family) => {
    const placed = { family, start };
    start += family.definitions.length;
    return placed;
  });
}
