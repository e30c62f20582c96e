import fc from "fast-check";
import { expect, test } from "vitest";
import { feeAtoms, notionalAtoms } from "@/server/domain/instrument";
import { KIND } from "@/server/domain/market-block";
import type { Order } from "@/server/domain/order";
import type { Account } from "@/server/domain/portfolio";
import { ABC, draft, fixedLatency, testSettings, XYZ } from "@/server/testing/engine-run";
import {
  anyScenario,
  effectsOf,
  fillsIn,
  lastOrders,
  marketOf,
  PATIENCE,
  play,
  RUNS,
} from "@/server/testing/random-desk";
import { randomMarket } from "@/server/testing/random-market";
import { ROUGH_FEES_PPM } from "@/server/testing/rough-venue";
import { Engine } from "./engine";

test(
  "the ledger balances after every event; cash and holdings are never negative; equity is cash, cost and unrealised",
  () => {
    let fills = 0;
    fc.assert(
      fc.property(anyScenario, (scenario) => {
        const balances = new Map<Account, bigint>();
        play(scenario, {
          afterEvent: (effects) => {
            for (const effect of effects) {
              if (effect.kind === "fill") fills++;
              if (effect.kind === "ledger") {
                expect(effect.entry.postings.reduce((sum, { amountAtoms }) => sum + amountAtoms, 0n)).toBe(0n);
                for (const { account, amountAtoms } of effect.entry.postings) {
                  balances.set(account, (balances.get(account) ?? 0n) + amountAtoms);
                }
              }
              if (effect.kind === "position") {
                expect(effect.position.sizeLots).toBeGreaterThanOrEqual(0);
                expect(effect.position.costAtoms).toBe(balances.get(`inventory:${effect.position.instrumentId}`));
              }
              if (effect.kind === "equity") {
                const { sample } = effect;
                expect(sample.cashAtoms).toBe(balances.get("cash"));
                expect(sample.equityAtoms).toBe(sample.cashAtoms + sample.inventoryAtoms + sample.unrealisedAtoms);
                expect(sample.feesAtoms).toBe(balances.get("fees") ?? 0n);
                // Credits are negative.
                expect(sample.realisedAtoms).toBe(0n - (balances.get("realised") ?? 0n));
              }
            }
            expect([...balances.values()].reduce((sum, amount) => sum + amount, 0n)).toBe(0n);
            expect(balances.get("cash")).toBeGreaterThanOrEqual(0n);
          },
        });
      }),
      { numRuns: RUNS },
    );
    expect(fills).toBeGreaterThan(100);
  },
  PATIENCE,
);

test(
  "quantity and money are conserved: an order is the sum of its fills, a round trip the sum of its own",
  () => {
    fc.assert(
      fc.property(anyScenario, (scenario) => {
        const effects = effectsOf(scenario);
        const fills = fillsIn(effects);
        expect(fills.map(({ id }) => id)).toEqual(fills.map((_, i) => `fill-${i + 1}`));
        for (const order of lastOrders(effects).values()) {
          const own = fills.filter(({ orderId }) => orderId === order.id);
          expect(own.reduce((sum, fill) => sum + fill.sizeLots, 0)).toBe(order.filledLots);
          expect(own.reduce((sum, fill) => sum + fill.notionalAtoms, 0n)).toBe(order.filledAtoms);
          expect(own.reduce((sum, fill) => sum + fill.feeAtoms, 0n)).toBe(order.feeAtoms);
          expect(order.filledLots).toBeLessThanOrEqual(order.sizeLots);
          expect(order.state === "FILLED").toBe(order.filledLots === order.sizeLots);
          expect(order.closedAt !== null).toBe(["FILLED", "CANCELLED", "REJECTED", "EXPIRED"].includes(order.state));
        }
        for (const fill of fills) {
          const spec = fill.instrumentId === ABC.id ? ABC : XYZ;
          expect(fill.notionalAtoms).toBe(notionalAtoms(spec, fill.priceTicks, fill.sizeLots));
          const rates = scenario.isRough ? ROUGH_FEES_PPM[fill.liquidity] : [1_000];
          expect(rates.map((ppm) => feeAtoms(fill.notionalAtoms, ppm))).toContain(fill.feeAtoms);
          expect(fill.knownAt).toBeGreaterThanOrEqual(fill.at);
        }
        for (const effect of effects) {
          if (effect.kind !== "roundTrip") continue;
          const own = fills.filter(({ id }) => effect.trip.fillIds.includes(id));
          const net = own.reduce(
            (sum, fill) => sum + (fill.side === "buy" ? fill.sizeLots : -Number(fill.sizeLots)),
            0,
          );
          expect(net).toBe(0);
          const money = own.reduce(
            (sum, fill) => sum + (fill.side === "sell" ? fill.notionalAtoms : 0n - fill.notionalAtoms) - fill.feeAtoms,
            0n,
          );
          expect(effect.trip.pnlAtoms).toBe(money);
        }
      }),
      { numRuns: RUNS },
    );
  },
  PATIENCE,
);

test(
  "no fill is worse than the order's limit, nor better than what the book or the limit offered",
  () => {
    fc.assert(
      fc.property(anyScenario, (scenario) => {
        let orders = new Map<string, Order>();
        play(scenario, {
          afterEvent: (effects) => {
            for (const effect of effects) {
              if (effect.kind === "order") orders = orders.set(effect.order.id, effect.order);
              if (effect.kind !== "fill") continue;
              const { fill } = effect;
              const order = orders.get(fill.orderId);
              if (!order) throw new Error(`fill ${fill.id} of an order that nobody knows`);
              const limit = order.limitTicks;
              const sign = fill.side === "buy" ? 1 : -1;
              if (limit !== null) expect(sign * (limit - fill.priceTicks)).toBeGreaterThanOrEqual(0);
              if (fill.liquidity === "maker") expect(fill.priceTicks).toBe(limit);
              expect(order.postOnly && fill.liquidity === "taker").toBe(false);
            }
          },
        });
      }),
      { numRuns: RUNS },
    );
  },
  PATIENCE,
);

test(
  "no taker fill without displayed liquidity: a level gives at most what it displays at the arrival",
  () => {
    let checked = 0;
    fc.assert(
      fc.property(anyScenario, (scenario) => {
        const effects = effectsOf({ ...scenario, gapShare: 0 });
        const orders = lastOrders(effects);
        for (const fill of fillsIn(effects)) {
          const order = orders.get(fill.orderId);
          // An amend brings an order to the venue a second time, with a book that is not in its file.
          if (fill.liquidity !== "taker" || fill.at !== order?.acceptedAt) continue;
          const levels = fill.side === "buy" ? order.arrivalBook?.asks : order.arrivalBook?.bids;
          // Own impact makes the price worse than the level that was taken.
          const taken = fill.priceTicks - (fill.side === "buy" ? fill.impactTicks : -fill.impactTicks);
          const level = levels?.find(([price]) => price === taken);
          checked++;
          // The picture has ten levels a side, the random book up to about a dozen.
          if (level) expect(fill.sizeLots).toBeLessThanOrEqual(level[1]);
          else expect(levels).toHaveLength(10);
        }
      }),
      { numRuns: RUNS },
    );
    expect(checked).toBeGreaterThan(50);
  },
  PATIENCE,
);

test(
  "no maker fill without a print or a passing book, and no print gives more than its size",
  () => {
    let checked = 0;
    fc.assert(
      fc.property(anyScenario, (scenario) => {
        if (scenario.model.kind === "touch") return;
        const block = marketOf(scenario);
        const prints = new Map<string, number>();
        for (let i = 0; i < block.length; i++) {
          if (block.kind[i] !== KIND.trade || ((block.flags[i] ?? 0) & 8) !== 0) continue;
          const spec = block.instrument[i] === 0 ? ABC : XYZ;
          const key = `${spec.id} ${block.exchangeAt[i]}`;
          prints.set(key, (prints.get(key) ?? 0) + (block.sizeLots[i] ?? 0));
        }
        const given = new Map<string, number>();
        for (const fill of fillsIn(effectsOf(scenario))) {
          if (fill.rule !== "queue_reached" && fill.rule !== "traded_through") continue;
          const key = `${fill.instrumentId} ${fill.at}`;
          given.set(key, (given.get(key) ?? 0) + fill.sizeLots);
          checked++;
        }
        for (const [key, lots] of given) expect(lots).toBeLessThanOrEqual(prints.get(key) ?? 0);
      }),
      { numRuns: RUNS },
    );
    expect(checked).toBeGreaterThan(20);
  },
  PATIENCE,
);

test(
  "our orders at one price fill first come, first served",
  () => {
    let checked = 0;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), fc.constantFrom("riskAverse", "log" as const), (seed, kind) => {
        // Known at once: reports of two fills may overtake one another otherwise.
        const settings = testSettings({ seed, queueModel: { kind }, responseLatency: fixedLatency(0) });
        const engine = Engine.create(settings, () => []);
        const block = randomMarket({ seed, messages: 300 });
        engine.applyBlock(block, 0, 40);
        const price = engine.book(0).bestBid();
        const ids = [1, 2, 3].map((n) => {
          const order = {
            ...draft({ side: "buy", size: `${n}`, postOnly: true, price: "1" }),
            limitTicks: price as never,
          };
          engine.applyCommand({ id: `cmd-${n}`, body: { kind: "submit", order } }, engine.now());
          return `ord-${n}`;
        });
        engine.applyBlock(block, 40);
        const filled = new Map<string, number>();
        for (const fill of fillsIn(engine.drainEffects())) {
          const earlier = ids.slice(0, ids.indexOf(fill.orderId));
          // Each earlier one is full before a later one gets its first lot.
          earlier.forEach((id, i) => expect(filled.get(id) ?? 0).toBe((i + 1) * 100));
          filled.set(fill.orderId, (filled.get(fill.orderId) ?? 0) + fill.sizeLots);
          if (earlier.length > 0) checked++;
        }
      }),
      { numRuns: RUNS },
    );
    expect(checked).toBeGreaterThan(5);
  },
  PATIENCE,
);
