import { expect, test } from "vitest";
import type { Bus } from "@/server/ports/bus";
import { createTopicHub } from "./topic-hub";

/** A bus in one process: handlers by topic, and how often each topic was subscribed. */
function setup() {
  const handlers = new Map<string, ((payload: string) => void)[]>();
  const bus: Bus = {
    publish: async (topic, payload) => handlers.get(topic)?.forEach((handler) => handler(payload)),
    subscribe: async (topic, handler) => {
      handlers.set(topic, [...(handlers.get(topic) ?? []), handler]);
      return () =>
        handlers.set(
          topic,
          (handlers.get(topic) ?? []).filter((one) => one !== handler),
        );
    },
    close: async () => {},
  };
  return { bus, hub: createTopicHub(bus), subscribers: (topic: string) => handlers.get(topic)?.length ?? 0 };
}

test("one subscription serves all listeners, with the same message object", async () => {
  const { bus, hub, subscribers } = setup();
  const heard: unknown[] = [];
  for (let i = 0; i < 3; i++) hub.watch("desk:a", (message) => heard.push(message));
  await bus.publish("desk:a", "1");
  expect(subscribers("desk:a")).toBe(1);
  expect(heard).toHaveLength(3);
  expect(new Set(heard).size).toBe(1);
});

test("a newcomer gets the newest state at once, but never an old event", async () => {
  const { bus, hub } = setup();
  for (const topic of ["desk:a", "desk-events:a"]) {
    hub.watch(topic, () => {});
    await bus.publish(topic, "old");
    await bus.publish(topic, "new");
  }
  const heard: string[] = [];
  hub.watch("desk:a", ({ payload }) => heard.push(`state ${payload}`));
  hub.watch("desk-events:a", ({ payload }) => heard.push(`event ${payload}`));
  expect(heard).toEqual(["state new"]);
});

test("markets keep their last twenty messages, so that no trade is missing in a first paint", async () => {
  const { bus, hub } = setup();
  expect(hub.recent("market:x")).toEqual([]);
  for (let i = 1; i <= 25; i++) await bus.publish("market:x", String(i));
  const kept = hub.recent("market:x").map(({ payload }) => Number(payload));
  expect(kept).toEqual(Array.from({ length: 20 }, (_, i) => i + 6));
});

test("who left hears nothing more", async () => {
  const { bus, hub } = setup();
  const heard: string[] = [];
  const stop = hub.watch("feed:x", ({ payload }) => heard.push(payload));
  await bus.publish("feed:x", "1");
  stop();
  await bus.publish("feed:x", "2");
  expect(heard).toEqual(["1"]);
});

test("topics nobody listens to make room, those listened to do not", async () => {
  const { hub, subscribers } = setup();
  hub.watch("desk:kept", () => {});
  for (let i = 0; i < 510; i++) hub.recent(`desk:${i}`);
  await new Promise((resolve) => setImmediate(resolve));
  expect([subscribers("desk:0"), subscribers("desk:509"), subscribers("desk:kept")]).toEqual([0, 1, 1]);
});

test("closing ends every subscription", async () => {
  const { hub, subscribers } = setup();
  hub.watch("desk:a", () => {});
  await hub.close();
  expect(subscribers("desk:a")).toBe(0);
});
