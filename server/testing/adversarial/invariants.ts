/**
 * What must hold whatever the market and whoever gives the orders, checked effect by effect in constant
 * memory. Each rule is written from the documents and kept apart from the engine's own checks.
 */
import type { DeskSettings } from "@/server/domain/desk-settings";
import type { Effect } from "@/server/domain/effect";
import { FLAG, KIND, type MarketBlock } from "@/server/domain/market-block";
import { type Fill, isConditional, isFinal, type Order } from "@/server/domain/order";
import type { ParentOrder } from "@/server/domain/parent-order";
import type { EquitySample } from "@/server/domain/portfolio";

/** Names the rule, what it allows and what was seen. */
export class Violation extends Error {
  override readonly name = "Violation";
}

type Sums = { lots: number; atoms: bigint; fees: bigint };

/** Prints are remembered so long, µs of venue time: an outage may hold the word of a fill back for minutes. */
const PRINT_MICROS = 3_600_000_000;

export class Invariants {
  readonly #settings: DeskSettings;
  readonly #balances = new Map<string, bigint>();
  /** Orders that are not final, and what their fills came to. */
  readonly #orders = new Map<string, { order: Order; sums: Sums }>();
  readonly #parents = new Map<string, ParentOrder>();
  /** Lots printed and lots given to us, by instrument and venue time. */
  readonly #prints = new Map<string, { printed: number; given: number; at: number }>();
  #fills = 0;
  #orderSeq = 0;

  constructor(settings: DeskSettings) {
    this.#settings = settings;
  }

  get fills(): number {
    return this.#fills;
  }

  /** Before the engine sees the row. */
  row(block: MarketBlock, i: number): void {
    if (block.kind[i] !== KIND.trade || ((block.flags[i] ?? 0) & FLAG.suspect) !== 0) return;
    const at = block.exchangeAt[i] ?? 0;
    const key = `${this.#settings.instruments[block.instrument[i] ?? 0]?.id} ${at}`;
    const print = this.#prints.get(key) ?? { printed: 0, given: 0, at };
    print.printed += block.sizeLots[i] ?? 0;
    this.#prints.set(key, print);
    for (const [oldest, { at: then }] of this.#prints) {
      if (at - then < PRINT_MICROS) break;
      this.#prints.delete(oldest);
    }
  }

  see(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.kind === "ledger") this.#ledger(effect.entry);
      else if (effect.kind === "order") this.#order(effect.order);
      else if (effect.kind === "fill") this.#fill(effect.fill);
      else if (effect.kind === "parent") this.#parent(effect.parent);
      else if (effect.kind === "equity") this.#equity(effect.sample);
    }
    // Whole only once a batch is: an order is said after its fill.
    for (const [id, { order, sums }] of this.#orders) {
      check(
        "an order is the sum of its fills",
        order.filledLots === sums.lots,
        `${id}: ${order.filledLots}, ${sums.lots}`,
      );
      check("its money too", order.filledAtoms === sums.atoms && order.feeAtoms === sums.fees, id);
      if (isFinal(order.state)) this.#orders.delete(id);
    }
  }

  #ledger({ seq, postings }: Extract<Effect, { kind: "ledger" }>["entry"]): void {
    let sum = 0n;
    for (const { account, amountAtoms } of postings) {
      sum += amountAtoms;
      this.#balances.set(account, (this.#balances.get(account) ?? 0n) + amountAtoms);
    }
    check("a ledger entry balances", sum === 0n, `entry ${seq} is out by ${sum}`);
    check("cash is never negative", this.#of("cash") >= 0n, `${this.#of("cash")} after entry ${seq}`);
  }

  #order(order: Order): void {
    const known = this.#orders.get(order.id);
    if (!known) {
      const number = Number(order.id.slice("ord-".length));
      check("orders are numbered as they come", number === this.#orderSeq + 1, `${order.id} after ${this.#orderSeq}`);
      this.#orderSeq = number;
    }
    check("no more fills than was asked for", order.filledLots <= order.sizeLots, `${order.id}: ${order.filledLots}`);
    check(
      "full is FILLED",
      (order.state === "FILLED") === (order.filledLots === order.sizeLots),
      `${order.id} ${order.state}`,
    );
    check("an end has its time", isFinal(order.state) === (order.closedAt !== null), `${order.id} ${order.state}`);
    const isUnexplained = ["REJECTED", "CANCELLED", "EXPIRED"].includes(order.state) && order.reason === null;
    check("an end has its reason", !isUnexplained, `${order.id} ${order.state}`);
    if (known) known.order = order;
    else this.#orders.set(order.id, { order, sums: { lots: 0, atoms: 0n, fees: 0n } });
  }

  #fill(fill: Fill): void {
    this.#fills++;
    check("fills are numbered as they come", fill.id === `fill-${this.#fills}`, fill.id);
    check("nothing is known before it happened", fill.knownAt >= fill.at, fill.id);
    const known = this.#orders.get(fill.orderId);
    if (!known) throw new Violation(`a fill has its order: ${fill.id} of ${fill.orderId}`);
    const { order, sums } = known;
    sums.lots += fill.sizeLots;
    sums.atoms += fill.notionalAtoms;
    sums.fees += fill.feeAtoms;
    this.#price(fill, order);
    this.#print(fill);
  }

  #price(fill: Fill, order: Order): void {
    const { limitTicks: limit } = order;
    const sign = fill.side === "buy" ? 1 : -1;
    if (limit !== null && !isSlid(order)) {
      check(
        "no fill beyond the limit",
        sign * (limit - fill.priceTicks) >= 0,
        `${fill.id} at ${fill.priceTicks}, limit ${limit}`,
      );
    }
    check("post-only never takes", !(order.postOnly && fill.liquidity === "taker"), fill.id);
    const isEarly = isConditional(order.type) && order.triggeredAt !== null && fill.at < order.triggeredAt;
    check("no fill before the trigger", !isEarly, fill.id);
    if (order.acceptedAt !== null) check("no fill before the arrival", fill.at >= order.acceptedAt, fill.id);
  }

  /** The optimistic bound asks for no size; all others give at most what printed. */
  #print(fill: Fill): void {
    const needsPrint = fill.rule === "queue_reached" || fill.rule === "traded_through" || fill.rule === "touch";
    if (!needsPrint) return;
    const print = this.#prints.get(`${fill.instrumentId} ${fill.at}`);
    if (!print) throw new Violation(`no passive fill without a print: ${fill.id} ${fill.rule} at ${fill.at}`);
    print.given += fill.sizeLots;
    if (this.#settings.queueModel.kind === "touch") return;
    check(
      "no print gives more than its size",
      print.given <= print.printed,
      `${fill.id}: ${print.given} of ${print.printed}`,
    );
  }

  #parent(parent: ParentOrder): void {
    check("no parent fills more than was asked for", parent.filledLots <= parent.sizeLots, parent.id);
    const before = this.#parents.get(parent.id);
    check("a parent's end is final", before === undefined || before.state === "ACTIVE", parent.id);
    if (parent.shortfall) {
      const { delayAtoms, tradingAtoms, opportunityAtoms, feeAtoms, totalAtoms } = parent.shortfall;
      const parts: bigint = delayAtoms + tradingAtoms + opportunityAtoms + feeAtoms;
      check("the shortfall's parts add up", parts === totalAtoms, `${parent.id}: ${parts}, ${totalAtoms}`);
    }
    this.#parents.set(parent.id, parent);
    if (parent.state !== "ACTIVE" && this.#parents.size > 1_000) this.#parents.clear();
  }

  #equity(sample: EquitySample): void {
    const whole: bigint = sample.cashAtoms + sample.marginAtoms + sample.inventoryAtoms + sample.unrealisedAtoms;
    check("equity is what is owned", sample.equityAtoms === whole, `${sample.equityAtoms}, ${whole}`);
    check("cash is the ledger's", sample.cashAtoms === this.#of("cash"), `${sample.cashAtoms}, ${this.#of("cash")}`);
    check("fees are the ledger's", sample.feesAtoms === this.#of("fees"), `${sample.feesAtoms}`);
    check("collateral is the ledger's", sample.marginAtoms === this.#sum("margin:"), `${sample.marginAtoms}`);
    check(
      "holdings at cost are the ledger's",
      sample.inventoryAtoms === this.#sum("inventory:"),
      `${sample.inventoryAtoms}`,
    );
  }

  #of(account: string): bigint {
    return this.#balances.get(account) ?? 0n;
  }

  #sum(prefix: string): bigint {
    let sum = 0n;
    for (const [account, balance] of this.#balances) if (account.startsWith(prefix)) sum += balance;
    return sum;
  }
}

/** Put aside by the venue: its limit is no longer the one that was asked for until the desk hears of it. */
const isSlid = ({ terms }: Order): boolean => terms.postOnlySlide === true;

function check(rule: string, holds: boolean, seen: string): void {
  if (!holds) throw new Violation(`${rule}: ${seen}`);
}
