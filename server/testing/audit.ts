/** Follows a desk's ledger from its effects, and holds positions, samples and reducing orders against it. Throws what is wrong. */
import type { Effect } from "@/server/domain/effect";
import type { Order } from "@/server/domain/order";
import type { Account } from "@/server/domain/portfolio";

type EffectOf<K extends Effect["kind"]> = Extract<Effect, { kind: K }>;

export class Audit {
  readonly seen = { fills: 0, shorts: 0, liquidations: 0, funding: 0, borne: 0 };
  readonly #balances = new Map<Account, bigint>();
  readonly #cross = new Set<string>();
  readonly #sizes = new Map<string, number>();
  readonly #orders = new Map<string, Order>();
  #isReducing = false;

  balance(account: Account): bigint {
    return this.#balances.get(account) ?? 0n;
  }

  take(effects: readonly Effect[]): void {
    for (const effect of effects) this.#take(effect);
    if (effects.length > 0) this.#settled();
  }

  #take(effect: Effect): void {
    if (effect.kind === "ledger") this.#ledger(effect);
    else if (effect.kind === "order") this.#order(effect);
    else if (effect.kind === "fill") this.#fill(effect);
    else if (effect.kind === "position") this.#position(effect);
    else if (effect.kind === "equity") this.#equity(effect);
    else if (effect.kind === "risk" && effect.event.kind === "funding") this.seen.funding++;
  }

  #settled(): void {
    equal("all accounts together", this.#sum(""), 0n);
    for (const [account, amount] of this.#balances) if (account.startsWith("margin:")) atLeastZero(account, amount);
    if (this.#cross.size === 0) atLeastZero("cash without a cross position", this.balance("cash"));
    atLeastZero("what the fund bore", 0n - this.balance("insurance"));
  }

  #sum(prefix: string): bigint {
    let sum = 0n;
    for (const [account, amount] of this.#balances) if (account.startsWith(prefix)) sum += amount;
    return sum;
  }

  #ledger({ entry: { seq, kind, postings } }: EffectOf<"ledger">): void {
    let sum = 0n;
    for (const { account, amountAtoms } of postings) {
      sum += amountAtoms;
      this.#balances.set(account, this.balance(account) + amountAtoms);
      if (account === "insurance") this.seen.borne++;
    }
    equal(`entry ${seq}`, sum, 0n);
    // An isolated loss is the collateral's and the fund's, never the cash's.
    const accounts = postings.map(({ account }) => account);
    const isIsolated = kind === "trade" && accounts.some((account) => account.startsWith("margin:"));
    if (isIsolated) equal(`cash in entry ${seq}`, accounts.includes("cash"), false);
  }

  #order({ order }: EffectOf<"order">): void {
    this.#orders.set(order.id, order);
    if (order.role === "liquidation" && order.state === "SUBMITTED") this.seen.liquidations++;
  }

  #fill({ fill }: EffectOf<"fill">): void {
    this.seen.fills++;
    this.#isReducing = this.#orders.get(fill.orderId)?.terms.reduceOnly ?? false;
  }

  #position({ position }: EffectOf<"position">): void {
    const { instrumentId, sizeLots, costAtoms, margin } = position;
    if (this.#isReducing) reduced(instrumentId, this.#sizes.get(instrumentId) ?? 0, sizeLots);
    this.#isReducing = false;
    this.#sizes.set(instrumentId, sizeLots);
    if (sizeLots < 0) this.seen.shorts++;
    if (!margin) return equal(`cost of ${instrumentId}`, costAtoms, this.balance(`inventory:${instrumentId}`));
    atLeastZero(`cost of ${instrumentId} towards its side`, costAtoms * BigInt(Math.sign(sizeLots)));
    if (sizeLots === 0) equal(`cost of nothing, ${instrumentId}`, costAtoms, 0n);
    if (sizeLots === 0) equal(`margin of nothing, ${instrumentId}`, this.balance(`margin:${instrumentId}`), 0n);
    if (margin.mode === "cross" && sizeLots !== 0) this.#cross.add(instrumentId);
    else this.#cross.delete(instrumentId);
  }

  #equity({ sample }: EffectOf<"equity">): void {
    const { unrealisedAtoms, equityAtoms } = sample;
    equal("cash", sample.cashAtoms, this.balance("cash"));
    equal("margin", sample.marginAtoms, this.#sum("margin:"));
    equal("inventory", sample.inventoryAtoms, this.#sum("inventory:"));
    equal("realised", sample.realisedAtoms, 0n - this.balance("realised"));
    equal("fees", sample.feesAtoms, this.balance("fees"));
    equal("funding", sample.fundingAtoms, this.balance("funding"));
    const held = sample.cashAtoms + sample.marginAtoms + sample.inventoryAtoms;
    equal("equity by what is held", equityAtoms, held + unrealisedAtoms);
    const earned = sample.realisedAtoms + unrealisedAtoms - sample.feesAtoms - sample.fundingAtoms;
    equal("equity by what was earned", equityAtoms, earned - this.balance("capital") - this.balance("insurance"));
  }
}

function reduced(instrumentId: string, before: number, after: number): void {
  const isSmaller = Math.abs(after) < Math.abs(before) && after * before >= 0;
  if (!isSmaller) throw new Error(`reduce-only took ${instrumentId} from ${before} to ${after} lots`);
}

function equal(what: string, seen: bigint | boolean, wanted: bigint | boolean): void {
  if (seen !== wanted) throw new Error(`${what} should be ${wanted}, was ${seen}`);
}

function atLeastZero(what: string, amount: bigint): void {
  if (amount < 0n) throw new Error(`${what} should be 0 at least, was ${amount}`);
}
