/**
 * The venue's eye on margin: a call when it becomes thin, and the taking over of the position when it is gone.
 * It looks whenever a mark price, a fill or funding changed what margin depends on; without a mark price,
 * whenever the book did.
 */
import { lots as lotsOf } from "@/server/domain/lots";
import { micros } from "@/server/domain/micros";
import type { Order, OrderDraft } from "@/server/domain/order";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { DeskOrders } from "@/server/engine/orders/desk-orders";
import { pendingOrder } from "@/server/engine/orders/pending-order";
import { moneyText, reason } from "@/server/engine/risk/reason";
import type { Exchange } from "@/server/engine/venue/exchange";
import { cancelAllAtVenue, hasTakers, takeOver } from "@/server/engine/venue/take-over";
import { isCross, isOpen, maintenanceOf, type Stake, unrealisedOf } from "./cross";
import type { Funding } from "./funding";
import { markText } from "./funding-text";
import type { VenueAccount } from "./venue-account";

/** Called below 1.5 times the maintenance, and again only after it has been above twice as much. */
const CALL_HALVES = 3n;
const RELIEF_TIMES = 2n;

export type MarginWatchState = Readonly<{ isCalled: readonly boolean[]; isTaking: readonly boolean[] }>;

type Deps = Readonly<{
  markets: readonly InstrumentMarket[];
  account: VenueAccount;
  funding: Funding;
  exchange: Exchange;
  orders: DeskOrders;
}>;

type Standing = Readonly<{ balanceAtoms: bigint; maintenanceAtoms: bigint }>;

export class MarginWatch {
  readonly #deps: Deps;
  /** By instrument: the next update of its book is to be looked at. */
  readonly watchesBook: boolean[];
  #isCalled: boolean[];
  #isTaking: boolean[];

  constructor(deps: Deps) {
    this.#deps = deps;
    this.watchesBook = deps.markets.map(() => false);
    this.#isCalled = deps.markets.map(() => false);
    this.#isTaking = deps.markets.map(() => false);
  }

  /** Looks at all positions after something happened at the venue at `at`. */
  look(at: number): void {
    const { account, markets } = this.#deps;
    account.isDirty = false;
    for (const market of markets) if (market.spec.contract) this.#lookAt(market, at);
    for (const market of markets) if (this.#isTaking[market.index]) this.#take(market, at);
    account.isDirty = false;
    for (const { index, markMillionths } of markets) {
      const waitsForBook = this.#isTaking[index] === true || markMillionths === null;
      this.watchesBook[index] = account.hasPerpetuals && waitsForBook && this.#isHeld(index);
    }
  }

  save(): MarginWatchState {
    return { isCalled: this.#isCalled, isTaking: this.#isTaking };
  }

  /** What is watched follows from the rest: the next event looks. */
  load({ isCalled, isTaking }: MarginWatchState): void {
    this.#isCalled = [...isCalled];
    this.#isTaking = [...isTaking];
    this.#deps.account.isDirty ||= this.#deps.account.hasPerpetuals;
  }

  #isHeld(instrument: number): boolean {
    const market = this.#deps.markets[instrument];
    return market?.spec.contract != null && this.#deps.account.lots(instrument) !== 0;
  }

  #lookAt(market: InstrumentMarket, at: number): void {
    const { account, funding } = this.#deps;
    const { index } = market;
    const stake = account.stake(index);
    if (!isOpen(stake)) {
      this.#isCalled[index] = false;
      this.#isTaking[index] = false;
      return;
    }
    funding.onHeld(index, at);
    if (this.#isTaking[index] || stake.mark === null) return;
    const standing = this.#standing(stake);
    const { balanceAtoms, maintenanceAtoms } = standing;
    if (balanceAtoms <= maintenanceAtoms) this.#begin(market, at, { stake, standing });
    else if (balanceAtoms * 2n < maintenanceAtoms * CALL_HALVES) this.#call(market, at, { stake, standing });
    else if (balanceAtoms >= maintenanceAtoms * RELIEF_TIMES) this.#isCalled[index] = false;
  }

  /** Isolated: its collateral. Cross: the cash, for all cross positions together. */
  #standing(stake: Stake): Standing {
    const { account } = this.#deps;
    if (stake.terms.mode === "isolated") {
      return {
        balanceAtoms: stake.held.marginAtoms + unrealisedOf(stake),
        maintenanceAtoms: maintenanceOf(stake),
      };
    }
    const { unrealisedAtoms, maintenanceAtoms } = account.cross();
    const { cashAtoms, floorAtoms } = account.wallet();
    return { balanceAtoms: cashAtoms - floorAtoms + unrealisedAtoms, maintenanceAtoms };
  }

  #call(market: InstrumentMarket, at: number, seen: Readonly<{ stake: Stake; standing: Standing }>): void {
    if (this.#isCalled[market.index]) return;
    this.#isCalled[market.index] = true;
    const text = `Margin call: ${standingText(seen.stake, seen.standing)}; it is closed when nothing is left above the maintenance`;
    this.#deps.exchange.tell(market.index, at, {
      kind: "account",
      booking: null,
      cause: market.spec.id,
      notice: { kind: "margin_call", cause: market.spec.id, text },
    });
  }

  #begin(market: InstrumentMarket, at: number, { stake, standing }: { stake: Stake; standing: Standing }): void {
    const { account, exchange, markets } = this.#deps;
    const why = reason("liquidation", `the venue closes the position: ${standingText(stake, standing)}`, {
      limit: moneyText(market.spec, standing.maintenanceAtoms),
      value: moneyText(market.spec, standing.balanceAtoms),
      distance: moneyText(market.spec, standing.maintenanceAtoms - standing.balanceAtoms),
    });
    const taken = isCross(stake) ? markets.filter(({ index }) => isCross(account.stake(index))) : [market];
    for (const { index } of taken) this.#isTaking[index] = true;
    const cleared = isCross(stake) ? markets.filter(({ spec }) => spec.contract) : [market];
    for (const { index } of cleared) cancelAllAtVenue(exchange.venue(index), why, at);
    const text = `Liquidation of ${market.spec.symbol}: ${standingText(stake, standing)}`;
    exchange.tell(market.index, at, {
      kind: "account",
      booking: null,
      cause: market.spec.id,
      notice: { kind: "liquidation", cause: market.spec.id, text },
    });
  }

  /** Takes what the book gives now; the rest waits for its next update. */
  #take(market: InstrumentMarket, at: number): void {
    const { account, exchange, orders } = this.#deps;
    const venue = exchange.venue(market.index);
    const held = account.lots(market.index);
    const side = held > 0 ? "sell" : "buy";
    if (held === 0 || !market.book.isReady || !hasTakers(venue, side)) return;
    const time = Math.max(at, market.book.updatedAt());
    const order = liquidationOrder(orders.nextId(), market, { at: time, side, lots: Math.abs(held) });
    takeOver(venue, order, time);
    if (account.lots(market.index) !== 0) return;
    this.#isTaking[market.index] = false;
    this.#isCalled[market.index] = false;
  }
}

/** "0.5 BTC long, mark 60,000.00: margin 12.00 USDT, maintenance 15.00 USDT" */
function standingText({ spec, held, mark, terms }: Stake, { balanceAtoms, maintenanceAtoms }: Standing): string {
  const side = held.sizeLots > 0 ? "long" : "short";
  const price = mark === null ? "" : ` at mark ${markText(spec, mark)}`;
  const margin = `${terms.mode} margin of ${moneyText(spec, balanceAtoms)}`;
  return `${margin} against ${moneyText(spec, maintenanceAtoms)} of maintenance, ${side}${price}`;
}

type Taking = Readonly<{ at: number; side: Order["side"]; lots: number }>;

function liquidationOrder(id: string, market: InstrumentMarket, { at, side, lots }: Taking): Order {
  const draft: OrderDraft = {
    instrumentId: market.spec.id,
    side,
    type: "market",
    timeInForce: "IOC",
    postOnly: false,
    limitTicks: null,
    sizeLots: lotsOf(lots),
    terms: { reduceOnly: true },
  };
  const author = {
    origin: "liquidation",
    role: "liquidation",
    commandId: null,
    note: "taken over by the venue",
  } as const;
  const time = micros(at);
  return { ...pendingOrder({ id, market, at: time, author }, draft), state: "SUBMITTED", arrivesAt: time };
}
