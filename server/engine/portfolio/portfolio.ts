/** What the desk owns, as it knows it: cash and positions through the ledger, round trips, equity. */
import { type Atoms, atoms } from "@/server/domain/atoms";
import type { DeskSettings } from "@/server/domain/desk-settings";
import { MICROS_PER_MINUTE, type Micros, micros } from "@/server/domain/micros";
import type { Fill, Order } from "@/server/domain/order";
import type { Bands, EquitySample, Position, PositionMargin, RoundTrip } from "@/server/domain/portfolio";
import type { PositionSample } from "@/server/domain/risk/risk-view";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { EngineClock } from "@/server/engine/kernel/clock";
import type { EffectLog } from "@/server/engine/kernel/effect-log";
import type { Booking } from "@/server/engine/margin/venue-account";
import { Ledger, type LedgerState } from "./ledger";
import { afterFill, type Holding, NOTHING_HELD, positionOf, unrealisedOf, valueAtoms } from "./positions";
import { closeTrip, type OpenTrip, tripSteps } from "./round-trips";

const DAY_MICROS = 86_400_000_000;

export type PortfolioState = Readonly<{
  ledger: LedgerState;
  holdings: readonly Holding[];
  trips: readonly (OpenTrip | null)[];
  tripSeq: number;
  day: number | null;
  dayOpenEquityAtoms: bigint;
}>;

type Deps = Readonly<{
  clock: EngineClock;
  effects: EffectLog;
  settings: DeskSettings;
  markets: readonly InstrumentMarket[];
  /** What the sample of a whole second says of the bands. */
  onSecond: (sample: EquitySample) => Bands | null;
  /** What stands behind a perpetual's position; null for spot. */
  marginOf: (instrument: number) => PositionMargin | null;
  /** Told of each round trip that has closed, in every lane: sizes and breakers go by them. */
  onTrip: (trip: RoundTrip) => void;
}>;

/** A fill's order, and what the venue booked for it besides. */
type Booked = Readonly<{ order: Order; booking: Booking | null }>;

type Said = Readonly<{ cause: string; at: Micros }>;

export class Portfolio {
  readonly #deps: Deps;
  readonly #ledger: Ledger;
  #holdings: Holding[];
  #trips: (OpenTrip | null)[];
  #tripSeq = 0;
  /** UTC day of the last sample, days since the epoch. */
  #day: number | null = null;
  #dayOpenEquity: bigint;

  constructor(deps: Deps) {
    this.#deps = deps;
    const mayOwe = deps.markets.some(({ spec }) => spec.contract !== null);
    this.#ledger = new Ledger({ clock: deps.clock, effects: deps.effects, mayOwe });
    this.#holdings = deps.markets.map(() => NOTHING_HELD);
    this.#trips = deps.markets.map(() => null);
    this.#dayOpenEquity = deps.settings.openingBalanceAtoms;
  }

  /** Books the opening balance. Once, at the first event. */
  open(at: Micros): void {
    const balance = this.#deps.settings.openingBalanceAtoms;
    this.#ledger.post({
      kind: "opening",
      at,
      cause: "opening balance",
      postings: [
        ["cash", balance],
        ["capital", 0n - balance],
      ],
    });
  }

  get cashAtoms(): Atoms {
    return this.#ledger.balance("cash");
  }

  heldLots(instrument: number): number {
    return this.#holding(instrument).sizeLots;
  }

  held(instrument: number): Holding {
    return this.#holding(instrument);
  }

  /**
   * What it adds to the equity: spot at the mid, at cost while no mid was ever seen; a perpetual's
   * collateral and unrealised P&L.
   */
  valueAtoms(market: InstrumentMarket): bigint {
    const held = this.#holding(market.index);
    if (market.spec.contract) return held.marginAtoms + (unrealisedOf(market, held) ?? 0n);
    return valueAtoms(market, held.sizeLots, market.mark()) ?? held.costAtoms;
  }

  equityAtoms(): bigint {
    let equity: bigint = this.cashAtoms;
    for (const market of this.#deps.markets) equity += this.valueAtoms(market);
    return equity;
  }

  /** Books a fill that the desk has learned of: trade and fee, position, round trip, equity. */
  applyFill(market: InstrumentMarket, fill: Fill, { order, booking }: Booked): void {
    const { effects, clock } = this.#deps;
    if (booking) this.#post(booking, { cause: fill.id, at: fill.knownAt });
    if (market.spec.contract) this.#holdings[market.index] = booking?.held ?? clock.fail(`${fill.id} was not booked`);
    else this.#applySpot(market, fill);
    this.#emitPosition(market);
    for (const { trip, isFlat } of tripSteps(this.#trips[market.index] ?? null, market.spec, { fill, order })) {
      this.#trips[market.index] = isFlat ? null : trip;
      if (!isFlat) continue;
      const closed = closeTrip(trip, { id: `trip-${++this.#tripSeq}`, fill, order });
      this.#deps.onTrip(closed);
      effects.emit({ kind: "roundTrip", trip: closed });
    }
    if (effects.isSeen) this.#sampleBooked(fill.knownAt);
  }

  /** Books what the venue did to the account besides fills: funding. */
  applyBooking(market: InstrumentMarket, booking: Booking, said: Said): void {
    this.#post(booking, said);
    if (booking.held) this.#holdings[market.index] = booking.held;
    this.#emitPosition(market);
    this.#sampleBooked(said.at);
  }

  /** The sample of a whole second; the first of a UTC day is what that day opened with. */
  sampleSecond(at: Micros): void {
    for (const market of this.#deps.markets) market.rememberMark();
    const sample = this.sample(at);
    const day = Math.floor(at / DAY_MICROS);
    if (this.#day !== null && day > this.#day) this.#dayOpenEquity = sample.equityAtoms;
    this.#day = day;
    const bands = this.#deps.onSecond(sample);
    this.#deps.effects.emit({ kind: "equity", sample: { ...sample, bands } });
    if (at % MICROS_PER_MINUTE === 0) this.#samplePositions(at);
  }

  /** What is booked at the very µs of a whole minute changes what was said of that minute. */
  #sampleBooked(at: Micros): void {
    this.#deps.effects.emit({ kind: "equity", sample: this.sample(at) });
    if (at % MICROS_PER_MINUTE === 0) this.#samplePositions(at);
  }

  /** Of what is held, or was since the desk began: a window's profit of one instrument is a difference of these. */
  #samplePositions(at: Micros): void {
    for (const market of this.#deps.markets) {
      const held = this.#holding(market.index);
      if (held.openedAt === null && held.feesAtoms === 0n && held.realisedAtoms === 0n) continue;
      const { sizeLots } = held;
      const mark = market.spec.contract ? market.valuationMillionths() : null;
      const sample: PositionSample = {
        at,
        instrumentId: market.spec.id,
        sizeLots,
        costAtoms: atoms(held.costAtoms),
        realisedAtoms: atoms(held.realisedAtoms),
        feesAtoms: atoms(held.feesAtoms),
        fundingAtoms: atoms(held.fundingAtoms),
        unrealisedAtoms: atoms(unrealisedOf(market, held) ?? 0n),
        markHalfTicks: mark === null ? market.mark() : Math.round(mark / 500_000),
      };
      this.#deps.effects.emit({ kind: "positionSample", sample });
    }
  }

  sample(at: Micros): EquitySample {
    let [inventory, unrealised, realised, fees, margin, funding] = [0n, 0n, 0n, 0n, 0n, 0n];
    for (const market of this.#deps.markets) {
      const held = this.#holding(market.index);
      if (!market.spec.contract) inventory += held.costAtoms;
      unrealised += unrealisedOf(market, held) ?? 0n;
      realised += held.realisedAtoms;
      fees += held.feesAtoms;
      margin += held.marginAtoms;
      funding += held.fundingAtoms;
    }
    const cashAtoms = this.cashAtoms;
    return {
      at: micros(at),
      cashAtoms,
      inventoryAtoms: atoms(inventory),
      unrealisedAtoms: atoms(unrealised),
      equityAtoms: atoms(cashAtoms + margin + inventory + unrealised),
      realisedAtoms: atoms(realised),
      feesAtoms: atoms(fees),
      marginAtoms: atoms(margin),
      fundingAtoms: atoms(funding),
      bands: null,
    };
  }

  get dayOpenEquityAtoms(): bigint {
    return this.#dayOpenEquity;
  }

  positions(): Position[] {
    return this.#deps.markets.map((market) => this.#position(market));
  }

  save(): PortfolioState {
    return {
      ledger: this.#ledger.save(),
      holdings: this.#holdings,
      trips: this.#trips,
      tripSeq: this.#tripSeq,
      day: this.#day,
      dayOpenEquityAtoms: this.#dayOpenEquity,
    };
  }

  load(state: PortfolioState): void {
    this.#ledger.load(state.ledger);
    this.#holdings = [...state.holdings];
    this.#trips = [...state.trips];
    this.#tripSeq = state.tripSeq;
    this.#day = state.day;
    this.#dayOpenEquity = state.dayOpenEquityAtoms;
  }

  #holding(instrument: number): Holding {
    return this.#holdings[instrument] ?? this.#deps.clock.fail(`there is no instrument ${instrument}`);
  }

  #position(market: InstrumentMarket): Position {
    return positionOf(market, this.#holding(market.index), this.#deps.marginOf(market.index));
  }

  #emitPosition(market: InstrumentMarket): void {
    const { effects } = this.#deps;
    this.#assertSound(market, this.#holding(market.index));
    // A position's liquidation price is not found for nobody.
    if (effects.isSeen) effects.emit({ kind: "position", position: this.#position(market) });
  }

  #post({ entries }: Booking, { cause, at }: Said): void {
    for (const { kind, cause: own, postings } of entries)
      this.#ledger.post({ kind, at, cause: own ?? cause, postings });
  }

  #applySpot(market: InstrumentMarket, fill: Fill): void {
    const { costOutAtoms, ...held } = afterFill(this.#holding(market.index), fill);
    this.#holdings[market.index] = held;
    this.#book(fill, costOutAtoms);
  }

  #book(fill: Fill, costOut: bigint): void {
    const { notionalAtoms: notional, feeAtoms: fee } = fill;
    const inventory = `inventory:${fill.instrumentId}` as const;
    this.#ledger.post({
      kind: "trade",
      at: fill.knownAt,
      cause: fill.id,
      postings:
        fill.side === "buy"
          ? [
              [inventory, notional],
              ["cash", 0n - notional],
            ]
          : [
              ["cash", notional],
              [inventory, -costOut],
              ["realised", costOut - notional],
            ],
    });
    if (fee === 0n) return;
    const postings = [["fees", fee] as const, ["cash", 0n - fee] as const];
    this.#ledger.post({ kind: "fee", at: fill.knownAt, cause: fill.id, postings });
  }

  #assertSound({ spec }: InstrumentMarket, held: Holding): void {
    const { clock } = this.#deps;
    if (spec.contract) {
      const collateral = this.#ledger.balance(`margin:${spec.id}`);
      if (collateral === held.marginAtoms) return;
      return clock.fail(`${spec.id}: the ledger holds ${collateral} atoms of margin, the position ${held.marginAtoms}`);
    }
    if (held.sizeLots < 0) clock.fail(`holdings of ${spec.id} fell to ${held.sizeLots} lots`);
    const booked = this.#ledger.balance(`inventory:${spec.id}`);
    if (booked !== held.costAtoms) {
      clock.fail(`${spec.id}: the ledger holds ${booked} atoms, the position cost ${held.costAtoms}`);
    }
  }
}
