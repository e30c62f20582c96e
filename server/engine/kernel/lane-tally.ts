import type { Atoms } from "@/server/domain/atoms";
import { atoms } from "@/server/domain/atoms";
import type { QueueModelSettings } from "@/server/domain/desk-settings";
import type { Effect } from "@/server/domain/effect";
import { type InstrumentSpec, notionalAtoms } from "@/server/domain/instrument";
import { isFinal, type Order } from "@/server/domain/order";
import type { BandLane, EquitySample } from "@/server/domain/portfolio";

export type LaneTallyState = Readonly<{
  ordersClosed: number;
  ordersFilled: number;
  fills: number;
  wantedAtoms: Atoms;
  filledAtoms: Atoms;
  /** Commands that named an order of the base lane which has no counterpart in this one. */
  skippedCommands: number;
  /** The lane at the last whole second. */
  second: BandLane | null;
}>;

const nothing = (): Mutable<LaneTallyState> => ({
  ordersClosed: 0,
  ordersFilled: 0,
  fills: 0,
  wantedAtoms: atoms(0n),
  filledAtoms: atoms(0n),
  skippedCommands: 0,
  second: null,
});

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What one lane of a band came to: its counters, and how it stood at the last whole second. */
export class LaneTally {
  readonly #specs: ReadonlyMap<string, InstrumentSpec>;
  #state = nothing();

  constructor(instruments: readonly InstrumentSpec[]) {
    this.#specs = new Map(instruments.map((spec) => [spec.id, spec] as const));
  }

  /** Orders count when they end; those that the desk refused before they were sent do not. */
  onEffect(effect: Effect): void {
    if (effect.kind === "fill") this.#state.fills++;
    else if (effect.kind === "order" && isFinal(effect.order.state) && effect.order.arrivesAt !== null)
      this.#ended(effect.order);
  }

  /** The lane as it stands. */
  lane(model: QueueModelSettings, sample: EquitySample): BandLane {
    const { ordersClosed, ordersFilled, fills, wantedAtoms, filledAtoms } = this.#state;
    const { equityAtoms, realisedAtoms, feesAtoms } = sample;
    const counters = { ordersClosed, ordersFilled, fills, wantedAtoms, filledAtoms };
    return { model: modelText(model), equityAtoms, realisedAtoms, feesAtoms, ...counters };
  }

  /** Keeps how the lane stood at a whole second. */
  keep(second: BandLane): void {
    this.#state.second = second;
  }

  /** Null before the first whole second. */
  get second(): BandLane | null {
    return this.#state.second;
  }

  skipped(): void {
    this.#state.skippedCommands++;
  }

  save(): LaneTallyState {
    return this.#state;
  }

  load(state: LaneTallyState): void {
    this.#state = { ...state };
  }

  #ended(order: Order): void {
    const state = this.#state;
    state.ordersClosed++;
    if (order.state === "FILLED") state.ordersFilled++;
    state.wantedAtoms = atoms(state.wantedAtoms + order.filledAtoms + this.#unfilledAtoms(order));
    state.filledAtoms = atoms(state.filledAtoms + order.filledAtoms);
  }

  /** What did not fill, at the limit or else at the mid of the decision: an order that filled in whole has wanted what it got. */
  #unfilledAtoms(order: Order): bigint {
    const spec = this.#specs.get(order.instrumentId);
    const leftLots = order.sizeLots - order.filledLots;
    const priceTicks = order.limitTicks ?? Math.floor((order.decisionMidHalfTicks ?? 0) / 2);
    return spec && leftLots > 0 && priceTicks > 0 ? notionalAtoms(spec, priceTicks, leftLots) : 0n;
  }
}

/** "log", "power(3)" */
const modelText = (model: QueueModelSettings): string =>
  model.kind === "power" ? `power(${model.exponent})` : model.kind;
