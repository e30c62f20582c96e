/**
 * Closes positions to protect them. Looked at each whole second and after what the desk has learned, never per market
 * event; a position whose limit was reached is closed to the end, whatever the price does then. Brackets and
 * strategies have exits of their own; these stand behind them.
 */
import type { RiskKey } from "@/server/domain/risk/risk-settings";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { EngineClock } from "@/server/engine/kernel/clock";
import type { Parents } from "@/server/engine/orders/algos/parents";
import type { DeskOrders } from "@/server/engine/orders/desk-orders";
import type { OrderDesk } from "@/server/engine/orders/order-desk";
import type { Portfolio } from "@/server/engine/portfolio/portfolio";
import type { Holding } from "@/server/engine/portfolio/positions";
import type { Closer } from "@/server/engine/risk/closing";
import { reason } from "@/server/engine/risk/reason";
import type { RiskTerms } from "@/server/engine/risk/risk-terms";
import type { ClosingTry, TradingGate } from "@/server/engine/risk/trading-gate";
import { type ExitLevels, entryPrice, exitLevels, gainPpm, toHalfTicks } from "./exit-levels";
import { exitName, priceExitText, timeExitText } from "./exit-texts";

/** A position that is watched, by when and which way it was opened. Prices in millionths of a tick. */
type Watched = Readonly<{ openedAt: number; isLong: boolean; best: bigint }>;

/** A position that is being closed. */
type Closing = Readonly<{ by: RiskKey; attempt: ClosingTry }>;

export type ExitsState = Readonly<{ watched: readonly (Watched | null)[]; closing: readonly (Closing | null)[] }>;

/** What the page is told of a position. */
export type ExitMeasure = Readonly<{
  gainPpm: number | null;
  stopHalfTicks: number | null;
  targetHalfTicks: number | null;
  closesAt: number | null;
}>;

export type ExitsDeps = Readonly<{
  clock: EngineClock;
  risk: RiskTerms;
  gate: TradingGate;
  markets: readonly InstrumentMarket[];
  orders: DeskOrders;
  portfolio: Portfolio;
  orderDesk: OrderDesk;
  parents: Parents;
  closer: Closer;
}>;

type Reached = Readonly<{ by: RiskKey; text: string }>;
const NOTHING: ExitMeasure = { gainPpm: null, stopHalfTicks: null, targetHalfTicks: null, closesAt: null };

export class Exits {
  readonly #deps: ExitsDeps;
  #watched: (Watched | null)[];
  #closing: (Closing | null)[];

  constructor(deps: ExitsDeps) {
    this.#deps = deps;
    this.#watched = deps.markets.map(() => null);
    this.#closing = deps.markets.map(() => null);
  }

  /** One look at every position. */
  step(): void {
    for (const market of this.#deps.markets) {
      const watched = this.#watch(market);
      // Whoever flattens closes it already.
      if (this.#deps.gate.flattening) continue;
      if (!this.#closing[market.index] && watched) {
        const reached = this.#reached(market, watched);
        if (reached) this.#begin(market, reached);
      }
      this.#goOn(market);
    }
  }

  measure(market: InstrumentMarket): ExitMeasure {
    const { portfolio, risk } = this.#deps;
    const held = portfolio.held(market.index);
    const price = priceOf(market);
    const watched = watchedAs(held, price, this.#watched[market.index] ?? null);
    if (!watched) return NOTHING;
    const { isLong, openedAt } = watched;
    const entry = entryPrice(market.spec, held);
    const { stop, target } = this.#levels(market, watched, entry);
    return {
      gainPpm: price === null || entry === 0n ? null : Number(gainPpm(isLong, entry, price)),
      stopHalfTicks: toHalfTicks(stop.price, !isLong),
      targetHalfTicks: toHalfTicks(target.price, isLong),
      closesAt: openedAt + risk.settings.holdingMicrosMax,
    };
  }

  save(): ExitsState {
    return { watched: this.#watched, closing: this.#closing };
  }

  load({ watched, closing }: ExitsState): void {
    this.#watched = [...watched];
    this.#closing = [...closing];
  }

  /** Keeps the best price of what is held. */
  #watch(market: InstrumentMarket): Watched | null {
    const held = this.#deps.portfolio.held(market.index);
    const watched = watchedAs(held, priceOf(market), this.#watched[market.index] ?? null);
    this.#watched[market.index] = watched;
    return watched;
  }

  #levels(market: InstrumentMarket, { isLong, best }: Watched, entry: bigint): ExitLevels {
    return exitLevels({ risk: this.#deps.risk.settings, atrHalfTicks: this.#atrOf(market), isLong, entry, best });
  }

  /** One of zero, of a market that stood still, says as little as none: a stop cannot lie on the entry. */
  #atrOf({ spec }: InstrumentMarket): number | null {
    const known = this.#deps.risk.facts?.instruments.find(({ instrumentId }) => instrumentId === spec.id);
    return known?.atrHalfTicks || null;
  }

  #reached(market: InstrumentMarket, watched: Watched): Reached | null {
    const { clock, risk, portfolio } = this.#deps;
    const { settings } = risk;
    const { isLong, openedAt } = watched;
    const heldFor = clock.now - openedAt;
    if (heldFor >= settings.holdingMicrosMax)
      return { by: "holdingMicrosMax", text: timeExitText(heldFor, settings.holdingMicrosMax) };
    const price = priceOf(market);
    const entry = entryPrice(market.spec, portfolio.held(market.index));
    if (price === null || entry === 0n) return null;
    const { stop, target } = this.#levels(market, watched, entry);
    const isStopped = isLong ? price <= stop.price : price >= stop.price;
    const isTarget = isLong ? price >= target.price : price <= target.price;
    if (!isStopped && !isTarget) return null;
    const level = isStopped ? stop : target;
    const isAtrMissing = settings.exitMethod === "atr" && this.#atrOf(market) === null;
    return { by: level.by, text: priceExitText(market.spec, level, { price, entry, risk: settings, isAtrMissing }) };
  }

  #begin(market: InstrumentMarket, { by, text }: Reached): void {
    const { gate } = this.#deps;
    gate.closing[market.index] = true;
    this.#closing[market.index] = { by, attempt: { attemptedAt: null, waits: false } };
    gate.record({ kind: "position_exit", cause: by, text: `${market.spec.symbol} is closed by its ${text}` });
  }

  /** Cancels what works there, closes, and ends when nothing is left. */
  #goOn(market: InstrumentMarket): void {
    const { gate, closer } = this.#deps;
    const closing = this.#closing[market.index];
    if (!closing) return;
    const note = `closes the position: ${exitName(closing.by)} reached`;
    this.#clear(market, `cancelled: the position is being closed by its ${exitName(closing.by)}`);
    const { by: cause, attempt } = closing;
    if (!closer.step(market, { kind: "position_exit", cause, commandId: null, note, attempt })) return;
    this.#closing[market.index] = null;
    gate.closing[market.index] = false;
  }

  /** What closes it at market already is let through: it counts, and nothing is closed twice. */
  #clear({ index, spec }: InstrumentMarket, text: string): void {
    const { orders, orderDesk, parents, portfolio } = this.#deps;
    const why = reason("cancelled_by_risk", text);
    parents.cancelWhere(({ instrumentId }) => instrumentId === spec.id, why);
    const closingSide = portfolio.heldLots(index) > 0 ? "sell" : "buy";
    for (const { order, instrument } of orders.all()) {
      if (instrument !== index || order.origin === "risk" || order.origin === "liquidation") continue;
      if (order.type === "market" && order.side === closingSide) continue;
      orderDesk.cancel(order.id, why);
    }
  }
}

/** What it is valued at: spot at the mid, a perpetual at its mark; millionths of a tick. */
function priceOf(market: InstrumentMarket): bigint | null {
  if (market.spec.contract) {
    const millionths = market.valuationMillionths();
    return millionths === null ? null : BigInt(millionths);
  }
  const half = market.mark();
  return half === null ? null : BigInt(half) * 500_000n;
}

/** The same position with its best price as of now; another one begins with the present price. Null when nothing is held. */
function watchedAs(held: Holding, price: bigint | null, before: Watched | null): Watched | null {
  const { sizeLots, openedAt } = held;
  if (sizeLots === 0 || openedAt === null) return null;
  const isLong = sizeLots > 0;
  const known = before?.openedAt === openedAt && before.isLong === isLong ? before : null;
  if (price === null) return known;
  if (known === null) return { openedAt, isLong, best: price };
  const isBetter = isLong ? price > known.best : price < known.best;
  return isBetter ? { ...known, best: price } : known;
}
