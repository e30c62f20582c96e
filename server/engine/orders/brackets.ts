/**
 * Exits for entries with a bracket. The desk sends them for what it has learned to be filled, with latency
 * like every order: until they are there, the position stands unprotected, which is the truth.
 */
import { lots } from "@/server/domain/lots";
import { MICROS_PER_SECOND } from "@/server/domain/micros";
import { type Bracket, type Fill, isFinal, type Order, type OrderOrigin, type Side } from "@/server/domain/order";
import { reducibleLots } from "@/server/domain/reducible";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { EngineClock } from "@/server/engine/kernel/clock";
import type { Portfolio } from "@/server/engine/portfolio/portfolio";
import { staleness } from "@/server/engine/risk/checks/stale-data";
import { reason } from "@/server/engine/risk/reason";
import type { RiskTerms } from "@/server/engine/risk/risk-terms";
import type { TradingGate } from "@/server/engine/risk/trading-gate";
import type { VenueStatus } from "@/server/engine/risk/venue-status";
import type { OrderListener } from "./apply-report";
import type { DeskOrder } from "./desk-order";
import type { DeskOrders } from "./desk-orders";
import { closingDraft, type ExitRole, exitDraft, exitEnd } from "./exits";
import type { OrderDesk } from "./order-desk";
import type { Author } from "./pending-order";
import { reservedHoldings } from "./reserves";

/** One entry and its exits, as the desk knows them. */
type Guarded = {
  readonly entryId: string;
  readonly instrument: number;
  readonly instrumentId: string;
  /** Of the exits. */
  readonly side: Side;
  readonly bracket: Bracket;
  readonly origin: OrderOrigin;
  readonly commandId: string | null;
  isEntryOpen: boolean;
  filledLots: number;
  exitedLots: number;
  /** Exits that work, by role. */
  working: { stop: string | null; target: string | null };
  /** Taken back by their owner: not sent again. */
  dropped: ExitRole[];
  /** A stop's price was passed without closing all: what is left is closed at market. */
  mustClose: boolean;
  /** Nothing is left to protect, whatever the counts say. */
  isOver: boolean;
  /** Lots that the exits were refused for: only another number is tried. */
  refusedLots: number | null;
  /** Not before this, engine time, and how often in a row without a fill. */
  retryAt: number;
  retries: number;
};

export type BracketsState = readonly Guarded[];

export type BracketsDeps = Readonly<{
  clock: EngineClock;
  risk: RiskTerms;
  markets: readonly InstrumentMarket[];
  gate: TradingGate;
  status: VenueStatus;
  orders: DeskOrders;
  portfolio: Portfolio;
  orderDesk: OrderDesk;
}>;

/** A minute of trying, a second apart. */
const RETRIES_MAX = 60;

const ROLES = ["stop", "target"] as const;

export class Brackets implements OrderListener {
  readonly #deps: BracketsDeps;
  /** By entry. */
  readonly #guarded = new Map<string, Guarded>();

  constructor(deps: BracketsDeps) {
    this.#deps = deps;
  }

  onFill(fill: Fill, order: Order): void {
    if (order.terms.bracket) this.#open(order, order.terms.bracket).filledLots += fill.sizeLots;
    const guarded = this.#guardOf(order);
    if (!guarded) return;
    guarded.exitedLots += fill.sizeLots;
    guarded.retries = 0;
  }

  onOrder(order: Order): void {
    const entry = this.#guarded.get(order.id);
    if (entry && isFinal(order.state)) entry.isEntryOpen = false;
    const guarded = this.#guardOf(order);
    if (guarded && isFinal(order.state)) this.#exitEnded(guarded, order);
  }

  /** Looks at what there is to do; after what the desk has learned, and on timers. */
  step(): void {
    const { gate } = this.#deps;
    for (const guarded of this.#guarded.values()) {
      // Whoever flattens or exits closes everything; a halted desk sends nothing. Neither is to meet the next position.
      const isClosing = gate.flattening || gate.closing[guarded.instrument];
      if (isClosing || gate.state === "HALTED") guarded.isOver = true;
      else this.#tend(guarded);
      const isDone = guarded.isOver || guarded.exitedLots >= guarded.filledLots;
      if (isDone && !guarded.isEntryOpen && this.#live(guarded).length === 0) this.#guarded.delete(guarded.entryId);
    }
  }

  save(): BracketsState {
    return [...this.#guarded.values()];
  }

  load(state: BracketsState): void {
    this.#guarded.clear();
    for (const guarded of state) this.#guarded.set(guarded.entryId, guarded);
  }

  #open(entry: Order, bracket: Bracket): Guarded {
    const known = this.#guarded.get(entry.id);
    if (known) return known;
    const { id, instrumentId, side, origin, commandId } = entry;
    const guarded: Guarded = {
      entryId: id,
      instrument: this.#deps.orders.find(id)?.instrument ?? this.#instrumentOf(instrumentId),
      instrumentId,
      side: side === "buy" ? "sell" : "buy",
      bracket,
      origin,
      commandId,
      isEntryOpen: !isFinal(entry.state),
      filledLots: 0,
      exitedLots: 0,
      working: { stop: null, target: null },
      dropped: [],
      mustClose: false,
      isOver: false,
      refusedLots: null,
      retryAt: 0,
      retries: 0,
    };
    this.#guarded.set(id, guarded);
    return guarded;
  }

  #instrumentOf(instrumentId: string): number {
    return this.#deps.markets.findIndex(({ spec }) => spec.id === instrumentId);
  }

  /** Whose exit it is. */
  #guardOf({ parentId, role }: Order): Guarded | undefined {
    return parentId !== null && (role === "stop" || role === "target") ? this.#guarded.get(parentId) : undefined;
  }

  #live({ working }: Guarded): DeskOrder[] {
    return ROLES.flatMap((role) => this.#deps.orders.find(working[role] ?? "") ?? []);
  }

  #exitEnded(guarded: Guarded, order: Order): void {
    const role: ExitRole = order.role === "target" ? "target" : "stop";
    guarded.working[role] = null;
    const end = exitEnd(order);
    if (end === "close") guarded.mustClose = true;
    if (end === "over") guarded.isOver = true;
    if (end === "drop") guarded.dropped.push(role);
    // The stop's price has been passed: at once. What was tried and found no way: a second later.
    if (end === "again" || (end === "close" && order.type === "market")) this.#retryLater(guarded);
  }

  /** Once, however many of the two end in one event. */
  #retryLater(guarded: Guarded): void {
    const retryAt = this.#deps.clock.now + MICROS_PER_SECOND;
    if (guarded.retryAt === retryAt) return;
    guarded.retries++;
    guarded.retryAt = retryAt;
  }

  #tend(guarded: Guarded): void {
    const live = this.#live(guarded);
    const isActing =
      guarded.exitedLots > 0 || guarded.mustClose || live.some(({ order }) => order.triggeredAt !== null);
    if (isActing && guarded.isEntryOpen) {
      this.#deps.orderDesk.cancel(guarded.entryId, reason("bracket", "an exit of its bracket has come to act"));
    }
    const wanted = guarded.filledLots - guarded.exitedLots;
    // A refused request would not be sent again; the venue is asked as soon as it is thought to be there.
    if (guarded.isOver || wanted <= 0 || this.#deps.status.outage) return;
    if (live.length === 0 && this.#heldLots(guarded) === 0) {
      // Others have closed what it had opened: what is bought later is not its own.
      guarded.filledLots = guarded.exitedLots;
      return;
    }
    const sizeLots = Math.min(wanted, this.#closableLots(guarded, live));
    if (live.length > 0) return this.#resize(guarded, live, sizeLots);
    if (this.#deps.clock.now < guarded.retryAt || guarded.retries > RETRIES_MAX) return;
    if (sizeLots <= 0 || guarded.refusedLots === sizeLots) return;
    if (guarded.mustClose) this.#closeNow(guarded, sizeLots);
    else this.#send(guarded, sizeLots);
  }

  /** What is held on the side that the exits close. */
  #heldLots({ instrument, side }: Guarded): number {
    return reducibleLots(this.#deps.portfolio.heldLots(instrument), side);
  }

  /** What is held and not being closed by others. */
  #closableLots(guarded: Guarded, live: readonly DeskOrder[]): number {
    const { markets, orders } = this.#deps;
    const { instrument } = guarded;
    const held = this.#heldLots(guarded);
    if (markets[instrument]?.spec.contract) return held;
    const others = [...orders.all()].filter((desk) => desk.instrument === instrument && !live.includes(desk));
    return held - reservedHoldings(others);
  }

  /** More has filled: the exits grow by as much, once nothing that was asked of them is on its way. */
  #resize(guarded: Guarded, live: readonly DeskOrder[], sizeLots: number): void {
    // The size of both together, by their own fills: word of what one lost may come before word of what the other filled.
    const together = live.reduce((sum, { order }) => sum + order.filledLots, sizeLots);
    for (const { order, amends, cancelRequested, siblingLots } of live) {
      const wanted = together - siblingLots;
      const isBusy =
        amends.length > 0 || cancelRequested || (order.triggeredAt !== null && order.type !== "stop_limit");
      if (isBusy || wanted <= order.sizeLots || guarded.refusedLots === sizeLots) continue;
      const refusal = this.#deps.orderDesk.amend(order.id, { limitTicks: null, sizeLots: lots(wanted) });
      if (refusal) guarded.refusedLots = sizeLots;
    }
  }

  #send(guarded: Guarded, sizeLots: number): void {
    const { orderDesk } = this.#deps;
    const wanted = { ...guarded, sizeLots: lots(sizeLots) };
    const exits = ROLES.filter((role) => !guarded.dropped.includes(role)).flatMap((role) => {
      const draft = exitDraft(role, wanted);
      return draft ? [{ role, draft, author: this.#author(guarded, role) }] : [];
    });
    const [first, second] = exits;
    if (!first) {
      guarded.isOver = true;
      return;
    }
    const sent = second
      ? orderDesk.submitPair([first.draft, second.draft], [first.author, second.author], "shrink")
      : [orderDesk.submit(first.draft, first.author)];
    guarded.refusedLots = sent.some(({ reason: why }) => why !== null) ? sizeLots : null;
    if (guarded.refusedLots !== null) return;
    exits.forEach(({ role }, i) => {
      guarded.working[role] = sent[i]?.orderId ?? null;
    });
  }

  #closeNow(guarded: Guarded, sizeLots: number): void {
    const { clock, risk, markets, orderDesk } = this.#deps;
    const market = markets[guarded.instrument];
    if (!market || staleness(market, clock.now, risk.settings) !== null) return;
    const draft = closingDraft({ ...guarded, sizeLots: lots(sizeLots) });
    const { orderId, reason: why } = orderDesk.submit(draft, this.#author(guarded, "stop"));
    if (why?.rule === "self_cross") this.#clearTheWay(guarded);
    if (why) this.#retryLater(guarded);
    else guarded.working.stop = orderId;
  }

  /** Our own orders that a closing one would meet: protection goes before them. */
  #clearTheWay({ entryId, instrument, side }: Guarded): void {
    const { orders, orderDesk } = this.#deps;
    for (const { order, instrument: where } of orders.all()) {
      if (where !== instrument || order.side === side || order.origin === "risk") continue;
      orderDesk.cancel(order.id, reason("bracket", `it stands in the way of closing what ${entryId} opened`));
    }
  }

  #author({ origin, commandId, entryId }: Guarded, role: ExitRole): Author {
    return { origin, commandId, note: `${role} of ${entryId}`, role, parentId: entryId };
  }
}
