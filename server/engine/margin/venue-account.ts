/**
 * The desk's account as the venue keeps it, on the venue's time line: cash, and what each fill and each
 * funding did to it. It says what is to be booked; the desk books it when it learns of it.
 */
import type { Atoms } from "@/server/domain/atoms";
import { atoms } from "@/server/domain/atoms";
import { fillValueAtoms, fundingAtoms } from "@/server/domain/contract-math";
import type { DeskSettings } from "@/server/domain/desk-settings";
import { feePpmOf } from "@/server/domain/fees";
import { feeAtoms, type InstrumentSpec } from "@/server/domain/instrument";
import type { Liquidity, Side } from "@/server/domain/order";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import { type Holding, NOTHING_HELD } from "@/server/engine/portfolio/positions";
import { type BookEntry, Books, type Wallet } from "./books";
import { type CrossSums, crossSums, type Stake } from "./cross";
import { FeeVolume, type FeeVolumeState } from "./fee-volume";
import { fundingCause } from "./funding-text";
import type { MarginTerms } from "./margin-terms";
import { bookPerpFill } from "./perp-fill";

/** What one event of the venue does to the desk's books. */
export type Booking = Readonly<{
  /** The position after it; null for spot, which the desk reckons itself. */
  held: Holding | null;
  entries: readonly BookEntry[];
}>;

/** What a fill is worth, what it costs, and what is booked for it besides. Null: a desk of spot only, nothing. */
export type Money = Readonly<{ notionalAtoms: Atoms; feeAtoms: Atoms; booking: Booking | null }>;

export type FillAtVenue = Readonly<{
  side: Side;
  priceTicks: number;
  lots: number;
  liquidity: Liquidity;
  at: number;
  isLiquidation: boolean;
}>;

/** The last funding of an instrument: a fill of before it that comes to light later is put right by it. */
type Settled = Readonly<{ at: number; rateE8: number; markMillionths: number; lots: number; paidAtoms: bigint }>;

export type FundingTime = Readonly<{ at: number; rateE8: number; markMillionths: number }>;

export type VenueAccountState = Readonly<{
  cashAtoms: bigint;
  held: readonly Holding[];
  volume: FeeVolumeState;
  settled: readonly (Settled | null)[];
  isDirty: boolean;
}>;

type Deps = Readonly<{
  settings: DeskSettings;
  markets: readonly InstrumentMarket[];
  terms: MarginTerms;
  /** Cash that resting spot orders have set aside at the venue. */
  setAsideAtoms: () => bigint;
  /** Margin that resting orders for perpetuals may still take. */
  claimedAtoms: () => bigint;
}>;

export class VenueAccount {
  readonly #deps: Deps;
  readonly hasPerpetuals: boolean;
  /** Something changed that margin depends on; whoever looks at it clears it. */
  isDirty = false;
  #cash: bigint;
  #held: Holding[];
  #settled: (Settled | null)[];
  readonly #volume = new FeeVolume();

  constructor(deps: Deps) {
    this.#deps = deps;
    this.hasPerpetuals = deps.markets.some(({ spec }) => spec.contract !== null);
    this.#cash = deps.settings.openingBalanceAtoms;
    this.#held = deps.markets.map(() => NOTHING_HELD);
    this.#settled = deps.markets.map(() => null);
  }

  get cashAtoms(): bigint {
    return this.#cash;
  }

  /** Signed lots by all fills so far, those that the desk does not know of yet included. */
  lots(instrument: number): number {
    return this.held(instrument).sizeLots;
  }

  held(instrument: number): Holding {
    return this.#held[instrument] ?? NOTHING_HELD;
  }

  stake(instrument: number): Stake {
    const market = this.#market(instrument);
    const mark = market.valuationMillionths();
    return { spec: market.spec, terms: this.#deps.terms.of(instrument), held: this.held(instrument), mark };
  }

  cross(): CrossSums {
    return crossSums(this.#deps.markets.map(({ index }) => this.stake(index)));
  }

  /** For an order that arrives in this instrument; null on a desk of spot only. Profits not realised back nothing. */
  credit(instrument: number): Readonly<{ leverage: number; availableAtoms: bigint }> | null {
    if (!this.hasPerpetuals) return null;
    const { initialAtoms, unrealisedAtoms } = this.cross();
    const loss = unrealisedAtoms < 0n ? unrealisedAtoms : 0n;
    const { cashAtoms, floorAtoms } = this.wallet();
    const availableAtoms = cashAtoms - floorAtoms - this.#deps.claimedAtoms() - initialAtoms + loss;
    return { leverage: this.#deps.terms.of(instrument).leverage, availableAtoms };
  }

  wallet(): Wallet {
    return { cashAtoms: this.#cash, floorAtoms: this.#deps.setAsideAtoms() };
  }

  filled(instrument: number, fill: FillAtVenue): Money {
    const { spec } = this.#market(instrument);
    const money = spec.contract ? this.#perpetual(instrument, spec, fill) : this.#spot(instrument, spec, fill);
    this.#volume.add(fill.at, money.notionalAtoms);
    return money;
  }

  /** Pays or receives funding for what is held now. @returns null when nothing is */
  fund(instrument: number, time: FundingTime): Readonly<{ booking: Booking; lots: number; paidAtoms: bigint }> {
    const { spec } = this.#market(instrument);
    const lots = this.lots(instrument);
    const paidAtoms = fundingAtoms(spec, lots, time);
    this.#settled[instrument] = { ...time, lots, paidAtoms };
    return { booking: this.#payFunding(instrument, paidAtoms, time.at), lots, paidAtoms };
  }

  save(): VenueAccountState {
    const { isDirty } = this;
    return { cashAtoms: this.#cash, held: this.#held, volume: this.#volume.save(), settled: this.#settled, isDirty };
  }

  load(state: VenueAccountState): void {
    this.#cash = state.cashAtoms;
    this.#held = [...state.held];
    this.#volume.load(state.volume);
    this.#settled = [...state.settled];
    this.isDirty = state.isDirty;
  }

  #spot(instrument: number, spec: InstrumentSpec, fill: FillAtVenue): Money {
    const sign = fill.side === "buy" ? 1 : -1;
    const held = this.held(instrument);
    const value = fillValueAtoms(spec, fill);
    const fee = this.#fee(spec, fill, value);
    this.#held[instrument] = { ...held, sizeLots: held.sizeLots + sign * fill.lots };
    const after = this.#cash - BigInt(sign) * value - fee;
    if (!this.hasPerpetuals) {
      this.#cash = after;
      return { notionalAtoms: value, feeAtoms: fee, booking: null };
    }
    // Losses of perpetuals that the desk did not know of may have eaten what it was to be paid with.
    const books = new Books(spec.id, { cashAtoms: after, floorAtoms: 0n }, 0n);
    if (this.cross().positions === 0) books.coverCash();
    this.#cash = books.cashAtoms;
    this.isDirty = true;
    return { notionalAtoms: value, feeAtoms: fee, booking: { held: null, entries: books.entries() } };
  }

  #perpetual(instrument: number, spec: InstrumentSpec, fill: FillAtVenue): Money {
    const terms = this.#deps.terms.of(instrument);
    const others = this.cross().positions - (terms.mode === "cross" && this.lots(instrument) !== 0 ? 1 : 0);
    const booked = bookPerpFill({
      ...fill,
      spec,
      terms,
      held: this.held(instrument),
      wallet: this.wallet(),
      feeOf: (value) => this.#fee(spec, fill, value),
      isBacked: others > 0,
    });
    this.#held[instrument] = booked.held;
    this.#cash = booked.cashAtoms;
    this.isDirty = true;
    const corrections = this.#correctFunding(instrument, spec, fill);
    return {
      notionalAtoms: atoms(booked.valueAtoms),
      feeAtoms: atoms(booked.feeAtoms),
      booking: { held: this.held(instrument), entries: [...booked.entries, ...corrections] },
    };
  }

  /** It happened before the last funding, and is known to have only now: the funding is what it should have been. */
  #correctFunding(instrument: number, spec: InstrumentSpec, { side, lots, at }: FillAtVenue): readonly BookEntry[] {
    const settled = this.#settled[instrument] ?? null;
    if (settled === null || at >= settled.at) return [];
    const held = settled.lots + (side === "buy" ? lots : -lots);
    const paidAtoms = fundingAtoms(spec, held, settled);
    this.#settled[instrument] = { ...settled, lots: held, paidAtoms };
    return this.#payFunding(instrument, paidAtoms - settled.paidAtoms, settled.at).entries;
  }

  #payFunding(instrument: number, amount: bigint, fundedAt: number): Booking {
    const { spec, terms, held } = this.stake(instrument);
    const books = new Books(spec.id, this.wallet(), held.marginAtoms);
    // A correction may come when the position is gone: then there is no collateral left to take it from.
    const from = terms.mode === "isolated" && held.sizeLots !== 0 ? "margin" : "cash";
    books.pay(amount, { from, counter: "funding", kind: "funding", cause: fundingCause(fundedAt) });
    books.coverMargin();
    if (this.cross().positions === 0) books.coverCash();
    this.#cash = books.cashAtoms;
    const after = { ...held, marginAtoms: books.marginAtoms, fundingAtoms: held.fundingAtoms + amount };
    this.#held[instrument] = after;
    this.isDirty = true;
    return { held: after, entries: books.entries() };
  }

  #fee(spec: InstrumentSpec, { liquidity, isLiquidation, at }: FillAtVenue, value: bigint): Atoms {
    const { fees } = this.#deps.settings.execution;
    const ordinary = feePpmOf(fees, { spec, liquidity, volumeAtoms: this.#volume.trailingAtoms(at) });
    return feeAtoms(atoms(value), isLiquidation ? (spec.contract?.liquidationFeePpm ?? 0) : ordinary);
  }

  #market(instrument: number): InstrumentMarket {
    const market = this.#deps.markets[instrument];
    if (!market) throw new RangeError(`there is no instrument ${instrument}`);
    return market;
  }
}
