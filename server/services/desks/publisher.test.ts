import { expect, test } from "vitest";
import type { Effect } from "@/server/domain/effect";
import type { DeskEventsView, DeskView } from "@/server/domain/views";
import { decodeWire } from "@/server/domain/wire";
import type { EngineView } from "@/server/engine/kernel/engine";
import type { Bus } from "@/server/ports/bus";
import { createPublisher, toEventsViews } from "./publisher";

const view = (at: number): EngineView => ({ at }) as EngineView;
const order = (id: string, state: string): Effect => ({ kind: "order", order: { id, state } }) as Effect;
const fill = (id: string): Effect => ({ kind: "fill", fill: { id } }) as Effect;

function setup() {
  const sent: [topic: string, payload: string][] = [];
  const state = { isAway: false, trouble: 0 };
  const bus: Bus = {
    publish: async (topic, payload) => {
      if (state.isAway) throw new Error("the bus is away");
      sent.push([topic, payload]);
    },
    subscribe: async () => () => {},
    close: async () => {},
  };
  const deps = { bus, deskId: "d", runId: "r", onTrouble: () => void (state.trouble += 1) };
  const publisher = createPublisher(deps);
  const views = () =>
    sent.filter(([topic]) => topic === "desk:d").map(([, payload]) => decodeWire<DeskView>(payload).at);
  const events = () =>
    sent.filter(([topic]) => topic === "desk-events:d").map(([, payload]) => decodeWire<DeskEventsView>(payload));
  return { publisher, sent, state, views, events };
}

test("the first commit shows at once; then every second tick shows all that came meanwhile, and the newest view", () => {
  const { publisher, views, events } = setup();
  publisher.committed([fill("fill-1")], view(1));
  publisher.committed([fill("fill-2")], view(2));
  publisher.committed([fill("fill-3")], view(3));
  expect(views()).toEqual([1]);
  publisher.tick();
  expect(views()).toEqual([1]);
  publisher.tick();
  expect(views()).toEqual([1, 3]);
  expect(events().map(({ fills }) => fills.map(({ id }) => id))).toEqual([["fill-1"], ["fill-2", "fill-3"]]);
});

test("nothing new, nothing sent", () => {
  const { publisher, sent } = setup();
  publisher.committed([], view(1));
  for (let i = 0; i < 50; i++) publisher.tick();
  expect(sent.map(([topic]) => topic)).toEqual(["desk:d"]);
  expect(publisher.ticksSinceView()).toBe(50);
});

test("an order is told once, as it is last", () => {
  const [events] = toEventsViews("d", [
    order("ord-1", "SUBMITTED"),
    order("ord-2", "SUBMITTED"),
    order("ord-1", "FILLED"),
  ]);
  expect(events?.orders.map(({ id, state }) => `${id} ${state}`)).toEqual(["ord-2 SUBMITTED", "ord-1 FILLED"]);
});

test("many effects become several messages that lose and double nothing", () => {
  const fills = Array.from({ length: 205 }, (_, i) => fill(`fill-${i}`));
  const messages = toEventsViews("d", [...fills, order("ord-1", "FILLED")]);
  expect(messages.map((message) => message.fills.length)).toEqual([80, 80, 45]);
  expect(messages.flatMap((message) => message.fills.map(({ id }) => id))).toEqual(fills.map((_, i) => `fill-${i}`));
  expect(messages.flatMap((message) => message.orders)).toHaveLength(1);
});

test("a bus that is away is told once per outage and does no harm", async () => {
  const { publisher, state, views } = setup();
  state.isAway = true;
  for (let i = 0; i < 10; i++) {
    publisher.committed([], view(i));
    publisher.tick();
    await Promise.resolve();
  }
  state.isAway = false;
  publisher.tick();
  publisher.committed([], view(99));
  publisher.tick();
  publisher.tick();
  expect(state.trouble).toBe(1);
  expect(views()).toContain(99);
});
