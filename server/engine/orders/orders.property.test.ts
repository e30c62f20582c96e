import fc from "fast-check";
import { expect, test } from "vitest";
import type { Effect } from "@/server/domain/effect";
import { isConditional, type Order, type OrderState } from "@/server/domain/order";
import {
  anyScenario,
  effectsOf,
  fillsIn,
  lastOrders,
  PATIENCE,
  RUNS,
  type Scenario,
} from "@/server/testing/random-desk";
import { mayBecome } from "./transitions";

/** Enough runs for every kind of order to occur; a counter below says so. */
const property = (check: (effects: Effect[]) => void) =>
  fc.assert(
    fc.property(anyScenario, (scenario: Scenario) => check(effectsOf(scenario))),
    { numRuns: RUNS },
  );

test(
  "no order ever leaves the table of states",
  () => {
    const seen = new Set<string>();
    property((effects) => {
      const states = new Map<string, OrderState>();
      for (const effect of effects) {
        if (effect.kind !== "order") continue;
        const { id, state } = effect.order;
        const from = states.get(id) ?? "PENDING";
        expect(mayBecome(from, state), `${id}: ${from} to ${state}`).toBe(true);
        seen.add(`${from} ${state}`);
        states.set(id, state);
      }
    });
    expect(seen.size).toBeGreaterThan(15);
  },
  PATIENCE,
);

test(
  "linked orders fill no more together than the largest of them was for",
  () => {
    let links = 0;
    property((effects) => {
      const largest = new Map<string, number>();
      for (const effect of effects) {
        if (effect.kind !== "order" || effect.order.linkId === null || effect.order.role === "single") continue;
        const { linkId, sizeLots } = effect.order;
        largest.set(linkId, Math.max(largest.get(linkId) ?? 0, sizeLots));
      }
      const filled = new Map<string, number>();
      for (const { linkId, parentId, filledLots } of lastOrders(effects).values()) {
        if (linkId !== null && parentId === null) filled.set(linkId, (filled.get(linkId) ?? 0) + filledLots);
      }
      for (const [linkId, lots] of filled) expect(lots).toBeLessThanOrEqual(largest.get(linkId) ?? 0);
      links += filled.size;
    });
    expect(links).toBeGreaterThan(0);
  },
  PATIENCE,
);

test(
  "the exits of an entry never close more than it has opened, at no moment",
  () => {
    let exits = 0;
    property((effects) => {
      const orders = lastOrders(effects);
      const open = new Map<string, number>();
      for (const { orderId, sizeLots } of fillsIn(effects)) {
        const { role, parentId, terms } = orders.get(orderId) as Order;
        if (terms.bracket) open.set(orderId, (open.get(orderId) ?? 0) + sizeLots);
        if (parentId === null || (role !== "stop" && role !== "target")) continue;
        const left = (open.get(parentId) ?? 0) - sizeLots;
        expect(left).toBeGreaterThanOrEqual(0);
        open.set(parentId, left);
        exits++;
      }
    });
    expect(exits).toBeGreaterThan(0);
  },
  PATIENCE,
);

test(
  "nothing fills before its trigger or after its date, and nothing triggers before it was there",
  () => {
    let [triggered, dated] = [0, 0];
    property((effects) => {
      const orders = lastOrders(effects);
      for (const { orderId, at } of fillsIn(effects)) {
        const { type, triggeredAt, terms } = orders.get(orderId) as Order;
        if (isConditional(type)) expect(at).toBeGreaterThanOrEqual(triggeredAt ?? Number.POSITIVE_INFINITY);
        if (terms.expiresAt !== undefined) expect(at).toBeLessThanOrEqual(terms.expiresAt);
        if (terms.expiresAt !== undefined) dated++;
      }
      for (const { triggeredAt, acceptedAt } of orders.values()) {
        if (triggeredAt === null) continue;
        expect(triggeredAt).toBeGreaterThan(acceptedAt ?? Number.POSITIVE_INFINITY);
        triggered++;
      }
    });
    expect(triggered).toBeGreaterThan(0);
    expect(dated).toBeGreaterThan(0);
  },
  PATIENCE,
);
