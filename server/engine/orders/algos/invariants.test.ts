/** What holds for every parent order, whatever the market does and whoever interferes. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { CommandBody } from "@/server/domain/command";
import type { Effect } from "@/server/domain/effect";
import type { Micros } from "@/server/domain/micros";
import { type Fill, isFinal, type Order } from "@/server/domain/order";
import type { ParentOrder } from "@/server/domain/parent-order";
import { Rng } from "@/server/domain/rng";
import { Engine } from "@/server/engine/kernel/engine";
import { applyTimersUntil } from "@/server/engine/kernel/timers";
import { draft } from "@/server/testing/engine-run";
import { anyScenario, marketOf, PATIENCE, type Scenario, settingsOf } from "@/server/testing/random-desk";
import { randomParentCommand } from "@/server/testing/random-parents";

/** Half a minute of market and more: long enough for parents to end by themselves. */
const calmScenario = anyScenario.map(
  (scenario): Scenario => ({ ...scenario, messages: 700 + (scenario.seed % 500), bands: false }),
);

type Seen = { orders: Map<string, Order>; parents: Map<string, ParentOrder>; fills: Fill[] };

/** A person who starts algos, now and then takes back a slice or buys something to sell; `check` comes after every event. */
function watch(scenario: Scenario, check: (seen: Seen) => void): Seen {
  const seen: Seen = { orders: new Map(), parents: new Map(), fills: [] };
  playCalm(scenario, {
    afterEvent: (effects) => {
      for (const effect of effects) note(seen, effect);
      if (effects.length > 0) check(seen);
    },
  });
  return seen;
}

type Watch = Readonly<{
  beforeEvent?: (engine: Engine, row: number) => Engine;
  afterEvent?: (effects: readonly Effect[]) => void;
}>;

const calmSettings = (scenario: Scenario) => ({ ...settingsOf(scenario), strategies: [] });

function playCalm(scenario: Scenario, { beforeEvent, afterEvent }: Watch): Engine {
  const block = marketOf(scenario);
  let engine = Engine.create(calmSettings(scenario), () => []);
  const rng = Rng.derive(scenario.seed, "calm");
  for (let i = 0; i < block.length; i++) {
    engine = beforeEvent?.(engine, i) ?? engine;
    const at = block.receivedAt[i] as Micros;
    applyTimersUntil(engine, at);
    engine.applyBlock(block, i, i + 1);
    const body = calmCommand(rng, engine);
    if (body) engine.applyCommand({ id: `cmd-${i}`, body }, at);
    afterEvent?.(engine.drainEffects());
  }
  return engine;
}

function calmCommand(rng: Rng, engine: Engine): CommandBody | null {
  const roll = rng.next();
  if (roll < 0.005) return randomParentCommand(rng, engine);
  const slice = engine.view().working.findLast(({ role }) => role === "slice");
  if (roll < 0.008 && slice) return { kind: "cancel", orderId: slice.id };
  if (roll < 0.012) return { kind: "submit", order: draft({ side: "buy", size: "3" }) };
  if (roll < 0.01205) return { kind: "flatten" };
  return null;
}

function note({ orders, parents, fills }: Seen, effect: Effect): void {
  if (effect.kind === "order" && effect.order.role === "slice") orders.set(effect.order.id, effect.order);
  if (effect.kind === "parent") parents.set(effect.parent.id, effect.parent);
  if (effect.kind === "fill" && orders.has(effect.fill.orderId)) fills.push(effect.fill);
}

const childrenOf = ({ orders }: Seen, parent: ParentOrder): Order[] =>
  [...orders.values()].filter(({ parentId }) => parentId === parent.id);

test(
  "what has filled and what works are together never more than the parent's size, and never beyond its limit",
  () => {
    const ends = new Map<string, number>();
    fc.assert(
      fc.property(calmScenario, (scenario) => {
        const seen = watch(scenario, (now) => {
          const taken = new Map<string, number>();
          for (const order of now.orders.values()) {
            const lots = isFinal(order.state) ? order.filledLots : order.sizeLots;
            taken.set(order.parentId ?? "", (taken.get(order.parentId ?? "") ?? 0) + lots);
          }
          for (const [id, lots] of taken) expect(lots).toBeLessThanOrEqual(now.parents.get(id)?.sizeLots ?? 0);
        });
        for (const parent of seen.parents.values()) {
          const isKept = parent.state !== "ACTIVE";
          if (isKept) ends.set(`${parent.kind} ${parent.state}`, (ends.get(`${parent.kind} ${parent.state}`) ?? 0) + 1);
          const children = childrenOf(seen, parent);
          const own = seen.fills.filter(({ orderId }) => children.some(({ id }) => id === orderId));
          const sign = parent.side === "buy" ? 1 : -1;
          const { limitTicks } = parent;
          if (limitTicks !== null) {
            for (const { priceTicks } of own) expect(sign * (limitTicks - priceTicks)).toBeGreaterThanOrEqual(0);
          }
          if (!isKept) continue;
          // Nothing works any more, and the parent is the sum of its children.
          expect(children.every(({ state }) => isFinal(state))).toBe(true);
          expect(own.reduce((sum, fill) => sum + fill.sizeLots, 0)).toBe(parent.filledLots);
          expect(own.reduce((sum, fill) => sum + fill.notionalAtoms, 0n)).toBe(parent.filledAtoms);
          expect(own.reduce((sum, fill) => sum + fill.feeAtoms, 0n)).toBe(parent.feeAtoms);
          expect(parent.state === "DONE").toBe(parent.filledLots === parent.sizeLots);
          expect(parent.done.at(-1)?.lots ?? 0).toBe(parent.filledLots);
        }
      }),
      { numRuns: 10 },
    );
    // Every kind came to its end in some way, and each way of ending was seen.
    for (const kind of ["twap", "vwap", "adaptive", "iceberg"]) {
      expect([...ends.keys()].some((end) => end.startsWith(kind))).toBe(true);
    }
    for (const state of ["DONE", "CANCELLED", "EXPIRED"]) {
      expect([...ends.keys()].some((end) => end.endsWith(state))).toBe(true);
    }
  },
  PATIENCE,
);

test(
  "the parts of a shortfall add up, and the whole is what was paid against the mid of the decision",
  () => {
    let checked = 0;
    fc.assert(
      fc.property(calmScenario, (scenario) => {
        const seen = watch(scenario, () => {});
        for (const parent of seen.parents.values()) {
          const { shortfall, decisionMidHalfTicks: mid } = parent;
          expect(shortfall === null).toBe(parent.state === "ACTIVE");
          if (!shortfall || mid === null) continue;
          const { delayAtoms, tradingAtoms, opportunityAtoms, feeAtoms, totalAtoms } = shortfall;
          expect(delayAtoms + tradingAtoms + opportunityAtoms + feeAtoms).toBe(totalAtoms);
          expect(feeAtoms).toBe(parent.feeAtoms);
          // One tick times one lot is 10,000 atoms, half of it 5,000.
          const paper = BigInt(mid) * BigInt(parent.filledLots) * 5_000n;
          const paid = parent.side === "buy" ? parent.filledAtoms - paper : paper - parent.filledAtoms;
          expect(delayAtoms + tradingAtoms).toBe(paid);
          if (parent.filledLots === parent.sizeLots) expect(opportunityAtoms).toBe(0n);
          checked++;
        }
      }),
      { numRuns: 10 },
    );
    expect(checked).toBeGreaterThan(30);
  },
  PATIENCE,
);

test(
  "a checkpoint at any moment of a parent's life, restored, goes on as if nothing had stopped",
  () => {
    fc.assert(
      fc.property(calmScenario, fc.integer({ min: 100, max: 400 }), (scenario, every) => {
        const through: Effect[] = [];
        const stopped: Effect[] = [];
        const a = playCalm(scenario, { afterEvent: (effects) => through.push(...effects) });
        const b = playCalm(scenario, {
          afterEvent: (effects) => stopped.push(...effects),
          beforeEvent: (engine, row) =>
            row % every === 0
              ? Engine.restore(
                  calmSettings(scenario),
                  () => [],
                  JSON.parse(JSON.stringify(engine.checkpoint())) as never,
                )
              : engine,
        });
        expect(stopped).toEqual(through);
        expect(b.digest()).toBe(a.digest());
      }),
      { numRuns: 6 },
    );
  },
  PATIENCE,
);
