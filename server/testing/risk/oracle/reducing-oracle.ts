/** REDUCING lets exposure only fall, HALTED nothing but closing: by orders as they are sent and by fills as they come. */
import type { Fill, Order } from "@/server/domain/order";
import type { TradingState } from "@/server/domain/trading-state";
import type { Account } from "./account";
import { addedAtWorst, type Candidate } from "./limits-oracle";
import { must } from "./violation";
import type { Working, WorkingOrders } from "./working";

export class ReducingOracle {
  /** Orders that were on their way or working when the state last became stricter than ACTIVE. */
  #before: ReadonlySet<string> = new Set();
  readonly #takenBack = new Set<string>();
  /** Where the venue closes a position: it takes back the orders there itself, and the desk hears of it later. */
  readonly #takenOver = new Set<string>();

  entered(state: TradingState, from: TradingState, working: WorkingOrders): void {
    if (state === "ACTIVE" || (from !== "ACTIVE" && state === "REDUCING")) return;
    if (from === "ACTIVE") this.#before = new Set(working.all().map(({ order }) => order.id));
  }

  takenBack(orderId: string): void {
    this.#takenBack.add(orderId);
  }

  mustBeSent(candidate: Candidate, state: TradingState): void {
    const { order } = candidate.one;
    if (order.origin === "liquidation") this.#takenOver.add(order.instrumentId);
    if (state === "ACTIVE") return;
    const isCloser = order.origin === "risk" || order.origin === "liquidation";
    if (state === "HALTED") must("HALTED lets only closing orders go", isCloser, `${order.id} of ${order.origin}`);
    const added = addedAtWorst(candidate);
    must("REDUCING lets nothing be added", added === 0, `${order.id} would add ${added} lots`);
  }

  /** Before the account is told of it. */
  mustFill(fill: Fill, account: Account, state: TradingState): void {
    if (state === "ACTIVE") return;
    const held = account.heldLots(account.indexOf(fill.instrumentId));
    const after = held + (fill.side === "buy" ? 1 : -1) * fill.sizeLots;
    const isMore = Math.abs(after) > Math.abs(held);
    const was = this.#before.has(fill.orderId);
    must(`${state} raises no position`, !isMore || was, `${fill.id} of ${fill.orderId}: ${held} to ${after}`);
  }

  /** After all effects of an event: what would add and still works is being taken back. @param candidates oldest first */
  settled(candidates: readonly Candidate[], state: TradingState): void {
    if (state === "ACTIVE") return;
    const kept: Working[] = [];
    for (const candidate of candidates) {
      const { order } = candidate.one;
      if (this.#takenBack.has(order.id)) continue;
      const isOld = this.#before.has(order.id) && mayBeTakenBack(order) && !this.#takenOver.has(order.instrumentId);
      const added = isOld ? addedAtWorst({ ...candidate, others: kept }) : 0;
      must(`${state} takes back what adds`, added === 0, `${order.id} still works, may add ${added} lots`);
      kept.push(candidate.one);
    }
  }
}

const mayBeTakenBack = ({ origin }: Order): boolean => origin !== "risk" && origin !== "liquidation";
