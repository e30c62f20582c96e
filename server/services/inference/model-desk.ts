/**
 * The models of a hosted desk, in its thread: two seconds after each bar's end it takes the final candle from the
 * database, makes the row of features, asks the champions and then the shadows, and tells the desk what they said. Those
 * of the one-second grid are asked at whole seconds, of rows made from the very blocks that the desk's engine was given.
 *
 * Market time says when a bar has ended, ticks of the host (wall time) how long a candle is waited for. One thing is
 * done at a time, so that a promotion takes effect between two questions and a stop waits for one at most.
 */
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { MarketBlock } from "@/server/domain/market-block";
import { type Micros, micros } from "@/server/domain/micros";
import type { Prediction } from "@/server/domain/models/prediction";
import type { FeatureSet } from "@/server/features/sets/feature-set";
import type { Clock } from "@/server/ports/clock";
import type { DeskModels, ModelsHost } from "@/server/services/desks/desk-models";
import { notAsked } from "./answer";
import type { BarRowsDeps } from "./bar-rows";
import { BarSchedule } from "./bar-schedule";
import type { DueRow } from "./due-row";
import { createLivePredictors, type Live, type LivePredictors, type LivePredictorsDeps } from "./live-predictors";
import { predictionOf } from "./prediction-of";
import { SecondRows } from "./second-rows";

export type ModelDeskDeps = LivePredictorsDeps &
  BarRowsDeps &
  Readonly<{
    /** Market time: when bars end. */
    marketClock: Pick<Clock, "nowMicros">;
    /** The set that this code knows by name; null for one that it does not. */
    setOf: (name: string) => FeatureSet | null;
  }>;

/** Of the host's ticks, twenty a second: the bus says when to look, this is for when it was not heard. */
const TICKS_BETWEEN_LOOKS = 100;

export class ModelDesk implements DeskModels {
  readonly #deps: ModelDeskDeps;
  readonly #live: LivePredictors;
  readonly #bars: BarSchedule;
  readonly #seconds = new SecondRows();
  #instrumentIds: readonly string[] = [];
  #say: (prediction: Prediction) => void = () => {};
  #ticks = 0;
  #lookAt = 0;
  readonly #closing = new AbortController();
  #working: Promise<void> | null = null;

  constructor(deps: ModelDeskDeps) {
    this.#deps = deps;
    this.#live = createLivePredictors(deps, ({ manifest }) => manifest.instrumentIds.some((id) => this.#isOurs(id)));
    this.#bars = new BarSchedule({ ...deps, signal: this.#closing.signal });
  }

  open(instruments: readonly InstrumentSpec[], { say, copyBook }: ModelsHost): void {
    this.#instrumentIds = instruments.map(({ id }) => id);
    this.#say = say;
    this.#seconds.open(instruments, copyBook);
  }

  onBlock(block: MarketBlock): void {
    this.#seconds.onBlock(block);
    if (this.#seconds.isAnyDue) this.#work();
  }

  onClock(until: number): void {
    this.#seconds.onClock(until);
  }

  onRestart(at: Micros): void {
    this.#seconds.onRestart(at);
  }

  tick(): void {
    this.#ticks += 1;
    const isDue = this.#ticks >= this.#lookAt || this.#seconds.isAnyDue || this.#bars.isAnyDue(this.#ticks);
    if (isDue) this.#work();
  }

  #work(): void {
    if (this.#working || this.#isClosed) return;
    this.#working = this.#step()
      .catch((error: unknown) => this.#warn(error))
      .finally(() => {
        this.#working = null;
      });
  }

  /** A version was promoted or taken back: look now. */
  wake(): void {
    this.#lookAt = 0;
  }

  /** Resolves when what is under way is done. */
  async settled(): Promise<void> {
    await this.#working;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.settled();
    await this.#live.close();
  }

  get #isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  #warn(error: unknown): void {
    if (this.#isClosed) return;
    this.#deps.log.warn({ err: error }, "The desk's models could not be asked; it is tried anew");
  }

  #isOurs(instrumentId: string): boolean {
    return this.#instrumentIds.includes(instrumentId);
  }

  async #step(): Promise<void> {
    if (this.#ticks >= this.#lookAt) await this.#look();
    // The seconds first: a warm-up from candles may take a while.
    await this.#answerAll(this.#seconds.take());
    await this.#answerAll(await this.#bars.take(this.#ticks, (error) => this.#warn(error)));
  }

  async #answerAll(due: readonly DueRow[]): Promise<void> {
    for (const one of this.#live.all()) for (const row of due) await this.#answer(one, row);
  }

  async #look(): Promise<void> {
    this.#lookAt = this.#ticks + TICKS_BETWEEN_LOOKS;
    await this.#live.refresh();
    const wanted = this.#live.all().flatMap(({ predictor: { version } }) => {
      const set = this.#deps.setOf(version.manifest.featureSet.name);
      const ids = version.manifest.instrumentIds.filter((id) => this.#isOurs(id));
      return set ? ids.map((instrumentId) => ({ instrumentId, set })) : [];
    });
    this.#bars.keep(wanted.filter(({ set }) => set.grid.kind === "bar"));
    this.#seconds.keep(wanted.filter(({ set }) => set.grid.kind === "second"));
  }

  async #answer({ predictor, role }: Live, due: DueRow): Promise<void> {
    const { version } = predictor;
    const { featureSet, instrumentIds } = version.manifest;
    const isAsked = featureSet.hash === due.set.hash && instrumentIds.includes(due.instrumentId);
    if (this.#isClosed || !isAsked) return;
    const answer = due.refusal === null ? await predictor.ask(due.rows) : notAsked(new Float32Array(), due.refusal);
    if (this.#isClosed) return;
    const asked = { instrumentId: due.instrumentId, askedAt: due.endAt, gridMicros: due.gridMicros };
    this.#say(predictionOf({ version, role, asked, answer, at: micros(this.#deps.marketClock.nowMicros()) }));
  }
}
