/**
 * The training loop: epochs over rows in an order that follows from the seed, early stopping on the validation rows, and
 * a state that can be put down and taken up again at any batch.
 */
import { AppError } from "@/server/domain/errors";
import type { RowIndex } from "@/server/learning/dataset";
import type { GraphRuntime, GraphSession, TensorData } from "@/server/learning/graph-runtime";
import type { FitCheckpoint, FitProgress } from "@/server/learning/model-family";
import { randomOf, shuffled } from "@/server/learning/random";
import { ADAM } from "./adamw";
import { type ParamLayout, startingValues } from "./params";
import { buildStep, type Objective } from "./train-step";
import { fromBytes, type TrainingState, toBytes } from "./training-state";

/** The bits of a fit hang on it: some operators sum in another order on another number of threads. */
export const TRAINING_THREADS = 2;

export type TrainingPlan = Readonly<{
  objective: Objective;
  batch: number;
  epochs: number;
  /** An epoch takes at most so many rows, drawn anew each time. */
  epochRowsMax: number;
  /** Greatest learning rate: reached after a twentieth of all steps, and falling in a line to a twentieth of itself. */
  rate: number;
  weightDecay: number;
  /** Epochs without a better validation loss before it stops. */
  patience: number;
}>;

/** The objective's inputs for a batch of rows from a place on; a batch that is not full is filled up with weight 0. */
export type Feed = (
  rows: RowIndex,
  from: number,
) => Readonly<{ given: Readonly<Record<string, TensorData>>; count: number; weight: number }>;

export type TrainingRequest = Readonly<{
  plan: TrainingPlan;
  feed: Feed;
  train: RowIndex;
  valid: RowIndex;
  seed: number;
  runtime: GraphRuntime;
  onProgress: (progress: FitProgress) => void;
  checkpoint: FitCheckpoint | null;
  /** What makes it this fit and no other, data included: a checkpoint of another one is not taken up. */
  of: string;
}>;

export type Trained = Readonly<{ layout: ParamLayout; values: Float32Array; curve: readonly FitProgress[] }>;

const CHECKPOINT_STEPS = 200;

/** @throws AppError invalid when the loss is no longer a number; whatever `onProgress` throws */
export async function trainNetwork(request: TrainingRequest): Promise<Trained> {
  const { plan, runtime } = request;
  const graphs = buildStep(plan.objective, { ...ADAM, weightDecay: plan.weightDecay }, plan.batch);
  const train = await runtime.load(graphs.train, { threads: TRAINING_THREADS });
  try {
    const measure = await runtime.load(graphs.measure, { threads: TRAINING_THREADS });
    try {
      const state = await new Loop(request, graphs.layout, { train, measure }).run();
      return { layout: graphs.layout, values: request.valid.length > 0 ? state.best : state.p, curve: state.curve };
    } finally {
      await measure.release();
    }
  } finally {
    await train.release();
  }
}

type Sessions = Readonly<{ train: GraphSession; measure: GraphSession }>;

/** Streams of random numbers: one for each use. */
const ORDER = 2;
const MASKS = 3;

class Loop {
  readonly #request: TrainingRequest;
  readonly #layout: ParamLayout;
  readonly #sessions: Sessions;
  readonly #of: string;
  readonly #state: TrainingState;

  constructor(request: TrainingRequest, layout: ParamLayout, sessions: Sessions) {
    const { seed, checkpoint } = request;
    this.#request = request;
    this.#layout = layout;
    this.#sessions = sessions;
    this.#of = JSON.stringify([request.of, seed, layout.size, request.train.length, request.valid.length]);
    const kept = checkpoint?.load() ?? null;
    this.#state = (kept && fromBytes(kept, this.#of)) ?? beginning(layout, seed);
  }

  async run(): Promise<TrainingState> {
    const { plan } = this.#request;
    const state = this.#state;
    while (state.epoch < plan.epochs && !this.#hasStopped()) {
      await this.#learnEpoch();
      const validLoss = await this.#validate();
      if (validLoss !== null && validLoss < state.bestLoss) {
        Object.assign(state, { best: state.p.slice(), bestLoss: validLoss, bestEpoch: state.epoch });
      }
      const progress = {
        step: ++state.epoch,
        steps: plan.epochs,
        trainLoss: state.lossSum / state.weightSum,
        validLoss,
      };
      state.curve.push(progress);
      Object.assign(state, { row: 0, lossSum: 0, weightSum: 0 });
      this.#keep();
      this.#request.onProgress(progress);
    }
    return state;
  }

  #hasStopped(): boolean {
    const { epoch, bestEpoch } = this.#state;
    return this.#request.valid.length > 0 && epoch - bestEpoch > this.#request.plan.patience;
  }

  async #learnEpoch(): Promise<void> {
    const { plan, train, seed } = this.#request;
    const state = this.#state;
    const rows = shuffled(train, randomOf(seed, ORDER, state.epoch)).subarray(0, plan.epochRowsMax);
    while (state.row < rows.length) {
      await this.#learn(rows);
      if (state.step % CHECKPOINT_STEPS === 0) this.#keep();
    }
  }

  async #learn(rows: RowIndex): Promise<void> {
    const state = this.#state;
    const { given, count, weight } = this.#request.feed(rows, state.row);
    const rate = this.#rate(rows.length);
    const t = state.step + 1;
    const feeds: Record<string, TensorData> = {
      ...given,
      ...this.#masks(),
      p: vector(state.p),
      m: vector(state.m),
      v: vector(state.v),
      rate: scalar(rate),
      mean: scalar(1 / (1 - ADAM.beta1 ** t)),
      spread: scalar(1 / (1 - ADAM.beta2 ** t)),
    };
    const { p2, m2, v2, loss } = await this.#sessions.train.run(feeds);
    const value = Number(loss?.data[0]);
    if (!Number.isFinite(value)) throw notFinite(value, t, rate);
    state.p = floats(p2);
    state.m = floats(m2);
    state.v = floats(v2);
    state.step = t;
    state.row += count;
    state.lossSum += value * weight;
    state.weightSum += weight;
  }

  #masks(): Record<string, TensorData> {
    const { seed } = this.#request;
    const masks: Record<string, TensorData> = {};
    for (const [i, { name, shape, rate }] of this.#layout.masks.entries()) {
      const random = randomOf(seed, MASKS, this.#state.step, i);
      const kept = 1 / (1 - rate);
      const size = shape.reduce((product, dim) => product * dim, 1);
      masks[`mask ${name}`] = {
        dims: shape,
        data: Float32Array.from({ length: size }, () => (random() < rate ? 0 : kept)),
      };
    }
    return masks;
  }

  /** @returns null without validation rows */
  async #validate(): Promise<number | null> {
    const { feed, valid } = this.#request;
    let lossSum = 0;
    let weightSum = 0;
    for (let from = 0; from < valid.length; ) {
      const { given, count, weight } = feed(valid, from);
      const { loss } = await this.#sessions.measure.run({ ...given, p: vector(this.#state.p) });
      lossSum += Number(loss?.data[0]) * weight;
      weightSum += weight;
      from += count;
    }
    return valid.length === 0 ? null : lossSum / weightSum;
  }

  #rate(rowsPerEpoch: number): number {
    const { plan } = this.#request;
    const total = Math.ceil(rowsPerEpoch / plan.batch) * plan.epochs;
    const warm = Math.max(1, Math.floor(total / 20));
    const { step } = this.#state;
    if (step < warm) return (plan.rate * (step + 1)) / warm;
    return plan.rate * (1 - 0.95 * ((step - warm) / Math.max(1, total - warm)));
  }

  #keep(): void {
    this.#request.checkpoint?.save(toBytes(this.#state, this.#of));
  }
}

function beginning(layout: ParamLayout, seed: number): TrainingState {
  const p = startingValues(layout, seed);
  return {
    p,
    m: new Float32Array(p.length),
    v: new Float32Array(p.length),
    best: p.slice(),
    bestLoss: Number.POSITIVE_INFINITY,
    bestEpoch: 0,
    step: 0,
    epoch: 0,
    row: 0,
    lossSum: 0,
    weightSum: 0,
    curve: [],
  };
}

const notFinite = (...[loss, step, rate]: [loss: number, step: number, rate: number]): AppError =>
  new AppError("invalid", `The loss must stay a number; at step ${step} with learning rate ${rate} it was ${loss}`, {
    facts: { step, rate },
  });

const vector = (data: Float32Array): TensorData => ({ dims: [data.length], data });
const scalar = (value: number): TensorData => ({ dims: [], data: Float32Array.of(value) });

function floats(tensor: TensorData | undefined): Float32Array {
  if (!(tensor?.data instanceof Float32Array)) throw new RangeError("the step must give float32 vectors");
  return tensor.data;
}
