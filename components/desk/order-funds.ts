/**
 * What the account may still spend and hold, with what its working orders have set aside: as the engine reckons it
 * (server/engine/risk/funds.ts), on what the page knows. Amends on their way are not known here.
 */
import { markNotionalAtoms } from "@/server/domain/contract-math";
import type { ExecutionSettings } from "@/server/domain/desk-settings";
import { type InstrumentSpec, notionalAtoms } from "@/server/domain/instrument";
import { hasLimit, type Order, type OrderDraft, type Side } from "@/server/domain/order";
import { limitCostAtoms } from "@/server/domain/order-cost";
import { type Claim, openingLots, perpReserveAtoms } from "@/server/domain/perp-reserve";
import type { Position } from "@/server/domain/portfolio";
import { reducibleLots } from "@/server/domain/reducible";
import type { Exposure } from "@/server/domain/risk/exposure";
import { exposureTicks } from "@/server/domain/risk/order-exposure";
import type { TradingState } from "@/server/domain/trading-state";
import type { OrderCost, SeenMarket } from "./order-cost";
import { midHalfTicksOf } from "./walk-book";

export type Account = {
  readonly cashAtoms: bigint;
  readonly equityAtoms: bigint;
  readonly positions: readonly Position[];
  /** What perpetuals are held with that no position tells of yet. */
  readonly margin: ExecutionSettings["margin"];
  /** Orders that are not final, of all instruments. */
  readonly working: readonly Order[];
  readonly tradingState: TradingState;
};

type Seen = {
  readonly draft: OrderDraft;
  readonly spec: InstrumentSpec;
  /** All of the desk: working orders of the others hold cash back, too. */
  readonly instruments: readonly InstrumentSpec[];
  readonly book: SeenMarket;
  readonly account: Account;
};

export type Perp = {
  readonly leverage: number;
  /** Lots of the order that would add to the position, after what works before it has closed what it can. */
  readonly openingLots: number;
  /** Margin and fees that it would take besides what is set aside already; atoms. */
  readonly needAtoms: bigint;
};

/** Orders without a limit may fill beyond the price that they are reckoned at. */
const SLIPPAGE_PPM = 20_000;

export const positionOf = ({ positions }: Account, { id }: InstrumentSpec): Position | null =>
  positions.find(({ instrumentId }) => instrumentId === id) ?? null;

/** Signed. */
export const heldLotsOf = (account: Account, spec: InstrumentSpec): number => positionOf(account, spec)?.sizeLots ?? 0;

/** Margin mode and leverage of an instrument. */
export const marginOf = (account: Account, spec: InstrumentSpec): ExecutionSettings["margin"] =>
  positionOf(account, spec)?.margin ?? account.margin;

/** Held and not set aside for working sells; of linked ones only the largest counts. */
export const freeLots = ({ account, spec }: Seen): number =>
  heldLotsOf(account, spec) - lotsToSell(here(account, spec));

const lotsToSell = (own: readonly Order[]): number =>
  Number(oncePerLink(own, (order) => (order.side === "sell" ? left(order) : 0n)));

/** Cash that neither a working order nor a cross position needs. Profits that are not realised back nothing. */
export function freeCashAtoms({ account, instruments }: Seen): bigint {
  const specs = new Map(instruments.map((spec) => [spec.id, spec]));
  let free = account.cashAtoms - reservedCash(account.working, (id) => specs.get(id));
  for (const spec of instruments) {
    if (spec.contract === null) continue;
    const own = here(account, spec);
    if (own.length > 0) free -= perpReserveAtoms(spec, standOf(account, spec), claims(spec, own));
  }
  const cross = account.positions.filter(({ sizeLots, margin }) => sizeLots !== 0 && margin?.mode === "cross");
  const unrealised = cross.reduce((sum, position) => sum + (position.unrealisedAtoms ?? 0n), 0n);
  const initial = cross.reduce((sum, position) => sum + (position.margin?.initialAtoms ?? 0n), 0n);
  return free - initial + (unrealised < 0n ? unrealised : 0n);
}

/** What is held and may still be added on the order's side; negative while a perpetual is held the other way. */
export function exposureAtoms(seen: Seen): bigint {
  const { heldAtoms, buyAtoms, sellAtoms } = exposureOf(seen);
  return seen.draft.side === "buy" ? heldAtoms + buyAtoms : sellAtoms - heldAtoms;
}

/** What the order itself comes to as exposure, which for one beyond the market is more than its limit says. */
export function addsAtoms(
  { account, spec, book, draft }: Seen,
  { notionalAtoms: atLimit, reachTicks }: OrderCost,
): bigint {
  if (spec.contract === null || reachTicks === null) return atLimit;
  const priced = { side: draft.side, priceTicks: reachTicks };
  return notionalAtoms(spec, exposureTicks(spec, priced, markHalfTicksOf(account, spec, book)), draft.sizeLots);
}

/** What is held, signed, and what working orders may still buy and sell of it, as the engine reckons it (risk/stakes.ts). */
export function exposureOf({ account, spec, book }: Pick<Seen, "account" | "spec" | "book">): Exposure {
  const own = here(account, spec);
  const lots = heldLotsOf(account, spec);
  const mark = markHalfTicksOf(account, spec, book);
  if (spec.contract === null) {
    const valueOf = (of: number) => (BigInt(mark ?? 0) * BigInt(of) * spec.atomsPerTickLot) / 2n;
    const heldAtoms = mark === null ? (positionOf(account, spec)?.costAtoms ?? 0n) : valueOf(lots);
    return {
      heldAtoms,
      buyAtoms: oncePerLink(own, (order) => buyingAtoms(order, spec)),
      sellAtoms: valueOf(lotsToSell(own)),
    };
  }
  const worth = (of: number) => (mark === null ? 0n : markNotionalAtoms(spec, of, mark * 500_000));
  const sums = { buy: 0n, sell: 0n };
  for (const { side, priceTicks, lots: left } of claims(spec, own)) {
    sums[side] += notionalAtoms(spec, exposureTicks(spec, { side, priceTicks }, mark), left);
  }
  for (const side of ["buy", "sell"] as const) sums[side] += worth(reducing(own, side, lots));
  return { heldAtoms: lots > 0 ? worth(lots) : -worth(lots), buyAtoms: sums.buy, sellAtoms: sums.sell };
}

/** Reduce-only orders close at most what is there. */
function reducing(own: readonly Order[], side: Side, heldLots: number): number {
  const asked = own.filter((order) => order.terms.reduceOnly && order.side === side);
  return Math.min(Number(asked.reduce((sum, order) => sum + left(order), 0n)), reducibleLots(heldLots, side));
}

/** Null for spot. */
export function perpOf({ account, spec, book, draft }: Seen, cost: OrderCost): Perp | null {
  if (spec.contract === null) return null;
  const stand = standOf(account, spec);
  const working = claims(spec, here(account, spec));
  if (draft.terms?.reduceOnly) return { leverage: stand.leverage, openingLots: 0, needAtoms: 0n };
  const ahead = working.reduce((sum, { side, lots }) => (side === draft.side ? sum + lots : sum), 0);
  const own: Claim = { side: draft.side, lots: draft.sizeLots, priceTicks: draftTicks(draft, { spec, book }, cost) };
  const set = perpReserveAtoms(spec, stand, working);
  return {
    leverage: stand.leverage,
    openingLots: openingLots(stand.heldLots, own, ahead),
    needAtoms: perpReserveAtoms(spec, stand, [...working, own]) - set,
  };
}

/** What the instrument is valued at: a perpetual at its mark price, else the mid. */
export function markHalfTicksOf(account: Account, spec: InstrumentSpec, book: SeenMarket): number | null {
  const mark = spec.contract === null ? null : positionOf(account, spec)?.markHalfTicks;
  return mark ?? midHalfTicksOf(book) ?? book.markHalfTicks ?? null;
}

export const here = (account: Account, spec: InstrumentSpec): Order[] =>
  account.working.filter((order) => order.instrumentId === spec.id);

const standOf = (account: Account, spec: InstrumentSpec) => ({
  leverage: marginOf(account, spec).leverage,
  heldLots: heldLotsOf(account, spec),
});

const left = ({ sizeLots, filledLots }: Order): bigint => BigInt(sizeLots - filledLots);

/** Cash that working spot buys hold back; of linked ones the largest. */
function reservedCash(orders: readonly Order[], specOf: (id: string) => InstrumentSpec | undefined): bigint {
  return oncePerLink(orders, (order) => {
    const spec = specOf(order.instrumentId);
    if (spec === undefined || spec.contract !== null || order.side === "sell" || order.terms.reduceOnly) return 0n;
    const lots = order.sizeLots - order.filledLots;
    if (order.limitTicks !== null) return limitCostAtoms(spec, order.limitTicks, { lots });
    // A market order on its way is gone in a moment and counts nothing; one that waits has its budget set aside.
    const budget = limitCostAtoms(spec, order.stopTicks ?? 0, { lots });
    return budget + (budget * BigInt(SLIPPAGE_PPM)) / 1_000_000n;
  });
}

/** At the limit, fees left out; what waits to buy at market may spend its budget. */
function buyingAtoms(order: Order, spec: InstrumentSpec): bigint {
  if (order.side === "sell" || order.terms.reduceOnly) return 0n;
  if (order.limitTicks === null) return reservedCash([order], () => spec);
  return notionalAtoms(spec, order.limitTicks, Number(left(order)));
}

function oncePerLink(orders: readonly Order[], reserve: (order: Order) => bigint): bigint {
  const links = new Map<string, bigint>();
  let sum = 0n;
  for (const order of orders) {
    const value = reserve(order);
    if (order.linkId === null) sum += value;
    else if (value > (links.get(order.linkId) ?? 0n)) links.set(order.linkId, value);
  }
  return [...links.values()].reduce((total, value) => total + value, sum);
}

/** What working orders of a perpetual may open; of a link only the largest, and nothing of what only reduces. */
function claims(spec: InstrumentSpec, own: readonly Order[]): Claim[] {
  const linked = new Map<string, Claim>();
  const all: Claim[] = [];
  for (const order of own) {
    if (order.terms.reduceOnly) continue;
    const claim = { side: order.side, lots: Number(left(order)), priceTicks: workingTicks(spec, order) };
    if (order.linkId === null) all.push(claim);
    else if (claim.lots > (linked.get(`${order.linkId} ${order.side}`)?.lots ?? 0))
      linked.set(`${order.linkId} ${order.side}`, claim);
  }
  return [...all, ...linked.values()];
}

function workingTicks(spec: InstrumentSpec, { limitTicks, stopTicks, decisionMidHalfTicks }: Order): number {
  return limitTicks ?? Math.max(slipped(spec, stopTicks ?? Math.round((decisionMidHalfTicks ?? 0) / 2)), 1);
}

/** A limit that the market has passed already fills at the market's better price, which may ask for more margin. */
function draftTicks(draft: OrderDraft, { spec, book }: Pick<Seen, "spec" | "book">, { reachTicks }: OrderCost): number {
  const reach = reachTicks ?? 0;
  if (!hasLimit(draft.type)) return slipped(spec, reach);
  const touch = (draft.side === "buy" ? book.asks : book.bids)[0]?.[0];
  if (touch === undefined || draft.terms?.trigger) return reach;
  const better = betterOf(draft.side, draft.limitTicks ?? touch, touch);
  return isInverse(spec) ? Math.min(reach, better) : Math.max(reach, better);
}

const betterOf = (side: Side, limit: number, touch: number): number =>
  side === "buy" ? Math.min(limit, touch) : Math.max(limit, touch);

const isInverse = ({ contract }: InstrumentSpec): boolean => contract?.kind === "inverse";

function slipped(spec: InstrumentSpec, ticks: number): number {
  const by = Math.ceil((ticks * SLIPPAGE_PPM) / 1_000_000);
  return isInverse(spec) ? Math.max(ticks - by, 1) : ticks + by;
}
